import type { CreateServerlessCacheRequest } from '@aws-sdk/client-elasticache';
import type { CacheUser, CacheUserGroup, ElastiCacheState } from '../../state/elasticache.js';
import type { OperationContext } from '../../wire/operation.js';
import type { EngineVersion } from './engines.js';
import { IAM_USER_GROUP_ID } from './ready-made.js';
import { findAttachedCaches, invalidCombination } from './resources.js';

/** Public endpoints exist for this version of Valkey and later ones (F11.1). */
const FIRST_VERSION = 9;

/**
 * Checks what a create call for a public cache says beside its group: the engine (F11.1), and that it names no network (F11.6).
 * Throws InvalidParameterCombination. No source has AWS's words.
 */
export function assertPublicInput(
  input: CreateServerlessCacheRequest,
  { engine, majorEngineVersion }: EngineVersion,
): void {
  if (engine !== 'valkey' || Number(majorEngineVersion) < FIRST_VERSION) {
    throw invalidCombination(
      `Connection type public needs engine valkey ${FIRST_VERSION} or above, not ${engine} ${majorEngineVersion}.`,
    );
  }
  for (const member of ['SubnetIds', 'SecurityGroupIds'] as const) {
    if (input[member]?.length) throw hasNoNetwork(member);
  }
}

/** Returns the id of the group of a new public cache. Throws InvalidParameterCombination without one. */
export function toPublicGroupId(id: string | undefined, { aws }: OperationContext): string {
  if (id !== undefined) return id;
  if (aws.assumes('public-without-group', 'ready-made')) return IAM_USER_GROUP_ID;
  throw needsIamGroup();
}

/** Creates the error for a member that names a network of a public cache. */
export function hasNoNetwork(member: string): Error {
  return invalidCombination(`${member} cannot be combined with connection type public.`);
}

/** Creates the error for a public cache without a user group. */
export function needsIamGroup(): Error {
  return invalidCombination(
    'Connection type public needs a user group in which all users use the authentication type iam.',
  );
}

/** Throws InvalidParameterCombination unless all users of the group authenticate with IAM (F11.3). */
export function assertIamGroup(group: CacheUserGroup, { users }: ElastiCacheState): void {
  assertIamUsers(
    group,
    group.userIds.flatMap((id) => users.get(id) ?? []),
  );
}

/** Checks the future users of a group: those of a public cache must authenticate with IAM (F11.3). */
export function assertFitsPublicCaches(
  group: CacheUserGroup,
  members: readonly CacheUser[],
  state: ElastiCacheState,
): void {
  const caches = findAttachedCaches(state, group.id);
  if (caches.some(({ connectionType }) => connectionType === 'public')) {
    assertIamUsers(group, members);
  }
}

function assertIamUsers(group: CacheUserGroup, members: readonly CacheUser[]): void {
  const other = members.find(({ authentication }) => authentication.type !== 'iam');
  if (!other) return;
  throw invalidCombination(
    `User ${other.id} of user group ${group.id} does not use the authentication type iam. Connection type public needs a user group in which all users do.`,
  );
}
