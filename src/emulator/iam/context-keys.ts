import type { Principal } from '../state/credentials.js';
import type { Role } from '../state/iam.js';
import type { AwsState } from '../state/state.js';
import type { ContextKeys } from './glob.js';

/** Whose request it is, for what, and what the caller of `decide` knows of it. */
export interface KeySources {
  readonly aws: AwsState;
  readonly role: Role;
  readonly principal: Extract<Principal, { kind: 'role' }>;
  readonly resource: string;
  readonly nowMs: number;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * The condition keys of a request for one resource, by lower-case name: those that AWS gives with
 * every request, `aws:ResourceTag/*` (ElastiCache User Guide, "Authenticating with IAM"), and the
 * caller's own, which win.
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

/** Tags of a serverless cache or of an ElastiCache user; none for other resources. */
function findResourceTags({ aws, resource }: KeySources): Iterable<[string, string]> {
  const [, , service, region = '', , kind, name = ''] = resource.split(':');
  const state = service === 'elasticache' ? aws.regions.get(region)?.elasticache : undefined;
  const found = kind === 'user' ? state?.users.get(name) : state?.caches.get(name);
  return found?.arn === resource ? found.tags : [];
}
