import type {
  CreateLogGroupCommandInput,
  PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Session } from '../../session/session.js';

/** Returns the input that creates the group. */
export function toLogGroupInput({ config, tags }: Pick<Session, 'config' | 'tags'>) {
  return {
    logGroupName: config.names.logGroup,
    tags: { ...tags },
  } satisfies CreateLogGroupCommandInput;
}

/** Returns the input that limits how long the group keeps its lines. */
export function toRetentionInput({ config }: Pick<Session, 'config'>) {
  return {
    logGroupName: config.names.logGroup,
    retentionInDays: config.logRetentionDays,
  } satisfies PutRetentionPolicyCommandInput;
}
