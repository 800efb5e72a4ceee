import type { CreateUserGroupCommandInput } from '@aws-sdk/client-elasticache';
import { toTagList } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';

/** Returns the input that creates the group. */
export function toUserGroupInput({ config, tags }: Pick<Session, 'config' | 'tags'>) {
  const { accessEngine, names } = config;
  return {
    UserGroupId: names.userGroup,
    Engine: accessEngine,
    UserIds: toWantedIds(config, accessEngine),
    Tags: toTagList(tags),
  } satisfies CreateUserGroupCommandInput;
}

/** Returns the ids of the IAM user, and of the disabled default user if the engine needs one (F3.1). */
export function toWantedIds({ names }: Session['config'], engine: string): string[] {
  const { iamUser, defaultUser } = names;
  return engine.toLowerCase() === 'redis' ? [defaultUser, iamUser] : [iamUser];
}
