import type { CreateUserCommandInput } from '@aws-sdk/client-elasticache';
import { toTagList } from '../../engine/lab-tags.js';
import type { LabConfig } from '../../session/config.js';
import type { Session } from '../../session/session.js';

/** The settings in which the lab's two users differ. */
export interface UserSettings {
  readonly name: 'iamUser' | 'defaultUser';
  /** Returns the user's name. AWS requires that the name of an IAM user equals its id (F2.1). */
  toUserName(id: string): string;
  readonly authentication: 'iam' | 'no-password-required';
  toAccessString(config: LabConfig): string;
}

/** The user that the function connects as. */
export const IAM_USER = {
  name: 'iamUser',
  toUserName: (id) => id,
  authentication: 'iam',
  toAccessString: (config) => config.accessString,
} as const satisfies UserSettings;

/** A user that AWS requires in a group with the engine Redis. The lab turns it off (F2.5, F3.1). */
export const DEFAULT_USER = {
  name: 'defaultUser',
  toUserName: () => 'default',
  authentication: 'no-password-required',
  toAccessString: () => 'off +get ~keys*',
} as const satisfies UserSettings;

/** Returns the input that creates a user. */
export function toUserInput(
  { config, tags }: Pick<Session, 'config' | 'tags'>,
  { name, toUserName, authentication, toAccessString }: UserSettings,
) {
  const id = config.names[name];
  return {
    UserId: id,
    UserName: toUserName(id),
    Engine: config.accessEngine,
    AuthenticationMode: { Type: authentication },
    AccessString: toAccessString(config),
    Tags: toTagList(tags),
  } satisfies CreateUserCommandInput;
}
