import type { Principal } from '../state/credentials.js';
import type { Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import type { ContextKeys } from './glob.js';

/** The sources of a request's condition keys. */
export interface KeySources {
  readonly aws: AwsState;
  readonly role: Role;
  readonly principal: Extract<Principal, { kind: 'role' }>;
  readonly resource: string;
  readonly nowMs: number;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Returns the condition keys of a request for one resource, by lower-case name: AWS's keys of every
 * request, `aws:ResourceTag/*` (ElastiCache User Guide, "Authenticating with IAM"), and the keys in
 * `sources.keys`, which override the others.
 */
export function toContextKeys(sources: KeySources): ContextKeys {
  const { role, principal, nowMs } = sources;
  const keys: Record<string, string> = {
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': role.arn,
    'aws:PrincipalAccount': role.arn.split(':')[4] ?? '',
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `${principal.roleId}:${principal.sessionName}`,
  };
  for (const [key, value] of role.tags) keys[`aws:PrincipalTag/${key}`] = value;
  for (const [key, value] of findResourceTags(sources)) keys[`aws:ResourceTag/${key}`] = value;
  return new Map(
    Object.entries({ ...keys, ...sources.keys }).map(([key, value]) => [key.toLowerCase(), value]),
  );
}

/** Finds the tags of a serverless cache or an ElastiCache user. Other resources have none here. */
function findResourceTags({ aws, resource }: KeySources): Iterable<[string, string]> {
  const [, , service, region = '', , kind, name = ''] = resource.split(':');
  const state = service === 'elasticache' ? aws.regions.get(region)?.elasticache : undefined;
  const found = kind === 'user' ? state?.users.get(name) : state?.caches.get(name);
  return found?.arn === resource ? found.tags : [];
}
