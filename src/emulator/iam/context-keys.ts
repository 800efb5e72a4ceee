import type { Principal } from '../state/credentials.js';
import type { Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import type { ContextKeys, KeyValue } from './glob.js';
import { findResourceTags } from './resource-tags.js';

/** A caller, as condition keys describe it. */
export interface Caller {
  readonly arn: string;
  readonly type: 'AssumedRole' | 'User';
  readonly userId: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** The sources of a request's condition keys. */
export interface KeySources {
  readonly aws: AwsState;
  readonly caller: Caller;
  readonly resource: string;
  readonly nowMs: number;
  readonly keys: Readonly<Record<string, KeyValue>>;
}

/** Describes a session of a role. */
export function toRoleCaller(role: Role, { roleId, sessionName }: SessionNames): Caller {
  const { arn, tags } = role;
  return { arn, type: 'AssumedRole', userId: `${roleId}:${sessionName}`, tags };
}

type SessionNames = Pick<Extract<Principal, { kind: 'role' }>, 'roleId' | 'sessionName'>;

/**
 * Returns the condition keys of a request for one resource, by lower-case name: AWS's keys of every
 * request, `aws:ResourceTag/*` (ElastiCache User Guide, "Authenticating with IAM"), and the keys in
 * `sources.keys`, which override the others.
 */
export function toContextKeys({
  aws,
  caller,
  resource,
  nowMs,
  keys: given,
}: KeySources): ContextKeys {
  const keys: Record<string, KeyValue> = {
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': caller.arn,
    'aws:PrincipalAccount': caller.arn.split(':')[4] ?? '',
    'aws:PrincipalType': caller.type,
    'aws:userid': caller.userId,
  };
  for (const [key, value] of caller.tags) keys[`aws:PrincipalTag/${key}`] = value;
  const tags = findResourceTags(aws, resource) ?? [];
  for (const [key, value] of tags) keys[`aws:ResourceTag/${key}`] = value;
  return new Map(
    Object.entries({ ...keys, ...given }).map(([key, value]) => [key.toLowerCase(), value]),
  );
}
