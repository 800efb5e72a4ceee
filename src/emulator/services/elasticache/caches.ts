import type * as api from '@aws-sdk/client-elasticache';
import type { CacheUserGroup, ServerlessCache } from '../../state/elasticache.js';
import { begin } from '../../state/lifecycle.js';
import { fault } from '../../wire/fault.js';
import type { WithConnectionType } from '../../wire/newer-members.js';
import type { OperationContext } from '../../wire/operation.js';
import { toCacheShape, toCreateMs, toUsageLimits } from './cache-shape.js';
import { requireEndpointPermissions } from './endpoints.js';
import { toEngineVersion } from './engines.js';
import { NO_NETWORK, toCacheNetwork } from './network.js';
import { assertIamGroup, assertPublicInput, toPublicGroupId } from './public-caches.js';
import {
  invalidCombination,
  invalidValue,
  requireCache,
  toElastiCachePage,
  toIdentifier,
} from './resources.js';
import { showAttachment } from './settle.js';
import { toTagMap } from './tags.js';
import { requireActiveGroup } from './user-groups.js';

const MAX_CACHES = 40;

/** Creates a cache. Its port opens at once; the cache is `available` after the time of the pace. */
export async function createServerlessCache(
  input: api.CreateServerlessCacheRequest & WithConnectionType,
  context: OperationContext,
): Promise<api.CreateServerlessCacheResponse> {
  const { state, clock, pace, cachePort } = context;
  const { caches } = state.elasticache;
  const name = toIdentifier('ServerlessCacheName', input.ServerlessCacheName, context);
  if (caches.has(name)) {
    throw fault('ServerlessCacheAlreadyExistsFault', `Serverless cache ${name} already exists.`);
  }
  if (caches.size >= MAX_CACHES) {
    throw fault(
      'ServerlessCacheQuotaForCustomerExceededFault',
      `You cannot have more than ${MAX_CACHES} serverless caches.`,
    );
  }
  const { cache, group } = toNewCache(name, input, context);
  if (cache.connectionType === 'vpc') requireEndpointPermissions(cache, context);
  const isFull = cache.subnetIds.some((id) => state.ec2.subnets.get(id)?.availableAddresses === 0);
  if (isFull && context.aws.assumes('full-cache-subnets', 'refused-at-once')) {
    throw invalidValue('The subnets do not have enough free IP addresses.');
  }
  const availableAtMs = clock.now() + toCreateMs(cache, pace);
  cache.loginsFromMs = availableAtMs + pace.lagMs;
  // The state has the cache before the port is open: a second call with this name must fail in the meantime.
  caches.set(name, cache);
  try {
    cache.port = await cachePort.open(cache);
  } catch (error) {
    caches.delete(name);
    throw error;
  }
  if (group) showAttachment(group, context, { atMs: clock.now() + pace.userGroupMs });
  begin(cache.lifecycle, 'creating', {
    to: isFull ? 'create-failed' : 'available',
    atMs: availableAtMs,
    apply: () => {
      if (isFull) leaveFailed(cache, context);
    },
  });
  return { ServerlessCache: toCacheShape(cache, context) };
}

/** Returns all caches, or one. Throws ServerlessCacheNotFoundFault. */
export function describeServerlessCaches(
  input: api.DescribeServerlessCachesRequest,
  context: OperationContext,
): api.DescribeServerlessCachesResponse {
  const { state } = context;
  const caches =
    input.ServerlessCacheName === undefined
      ? state.elasticache.caches.values()
      : [requireCache(state.elasticache, input.ServerlessCacheName)];
  const { items, next } = toElastiCachePage(caches, ({ name }) => name, {
    parameter: 'MaxResults',
    min: 1,
    max: input.MaxResults,
    fallback: 50,
    marker: input.NextToken,
  });
  const ServerlessCaches = items.map((cache) => toCacheShape(cache, context));
  return next === undefined ? { ServerlessCaches } : { ServerlessCaches, NextToken: next };
}

/** Closes all connections at once. The cache is gone after `pace.cacheDeleteMs`, and its group changes then. */
export async function deleteServerlessCache(
  input: api.DeleteServerlessCacheRequest,
  context: OperationContext,
): Promise<api.DeleteServerlessCacheResponse> {
  const { state, clock, pace, cachePort } = context;
  if (input.FinalSnapshotName !== undefined) {
    throw invalidValue('Snapshots are not served here: leave FinalSnapshotName out.');
  }
  const cache = requireDeletableCache(input.ServerlessCacheName, context);
  refuseFirstDeletion(cache, context);
  // Without a scheduled change: the cache must not be gone before its port is closed.
  cache.lifecycle.status = 'deleting';
  await cachePort.close(cache);
  cache.port = undefined;
  const goneAtMs = clock.now() + pace.cacheDeleteMs;
  begin(cache.lifecycle, 'deleting', {
    to: 'gone',
    atMs: goneAtMs,
    apply: () => {
      const group = state.elasticache.userGroups.get(cache.userGroupId ?? '');
      if (!group) return;
      if (context.aws.assumes('group-after-cache', 'tied-longer')) {
        group.lateTie = { cache, endsAtMs: goneAtMs + pace.lagMs };
      }
      showAttachment(group, context, { atMs: goneAtMs + pace.userGroupMs });
    },
  });
  return { ServerlessCache: toCacheShape(cache, context) };
}

/** AWS can refuse a deletion for some minutes (F1.6). */
function refuseFirstDeletion(cache: ServerlessCache, { aws, clock, pace }: OperationContext): void {
  if (aws.assumes('cache-deletion', 'accepted')) return;
  cache.deletionAskedAtMs ??= clock.now();
  if (clock.now() - cache.deletionAskedAtMs >= pace.lagMs) return;
  throw fault('DependencyViolation', `Serverless cache ${cache.name} has a dependent object.`);
}

/** Assumed: a cache that failed to create stays. */
function leaveFailed(cache: ServerlessCache, { aws, clock, pace, cachePort }: OperationContext) {
  if (aws.assumes('failed-caches', 'stay')) return;
  begin(cache.lifecycle, 'create-failed', {
    to: 'gone',
    atMs: clock.now() + pace.lagMs,
    apply: () => {
      cachePort.close(cache).catch(() => {
        // `closeAll` ends the port again and reports the error.
      });
    },
  });
}

/** Assumed: a cache that failed to create can be deleted. */
function requireDeletableCache(
  name: string | undefined,
  context: OperationContext,
): ServerlessCache {
  const cache = requireCache(context.state.elasticache, name);
  return cache.lifecycle.status === 'create-failed' ? cache : requireAvailableCache(name, context);
}

/**
 * Returns a cache in the state `available`. Throws ServerlessCacheNotFoundFault or
 * InvalidServerlessCacheStateFault.
 */
export function requireAvailableCache(
  name: string | undefined,
  { state }: OperationContext,
): ServerlessCache {
  const cache = requireCache(state.elasticache, name);
  if (cache.lifecycle.status === 'available') return cache;
  throw fault(
    'InvalidServerlessCacheStateFault',
    'Serverless cache is not in an available state to perform the requested action.',
  );
}

/**
 * Throws InvalidParameterCombination when a group cannot be attached to a cache of this engine (RBAC) or connection type
 * (F11.3).
 */
export function assertGroupFits(
  group: CacheUserGroup,
  { engine, connectionType }: Pick<ServerlessCache, 'engine' | 'connectionType'>,
  { state }: OperationContext,
): void {
  if (connectionType === 'public') assertIamGroup(group, state.elasticache);
  if (group.engine !== 'valkey' || engine === 'valkey') return;
  throw invalidCombination(
    `User group ${group.id} of engine valkey cannot be associated with a cache of engine ${engine}.`,
  );
}

/** Checks that a time has the form `hh:mm`. Throws InvalidParameterValue. */
export function toSnapshotTime(value: string): string {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw invalidValue(`Invalid DailySnapshotTime: ${value}. It must be of the form hh:mm.`);
}

function toNewCache(
  name: string,
  input: api.CreateServerlessCacheRequest & WithConnectionType,
  context: OperationContext,
): { cache: ServerlessCache; group: CacheUserGroup | undefined } {
  const { account, region, clock } = context;
  const connectionType = input.ConnectionType === 'public' ? 'public' : 'vpc';
  const isPublic = connectionType === 'public';
  const version = toEngineVersion(input.Engine, input.MajorEngineVersion);
  if (input.SnapshotArnsToRestore?.length) {
    throw invalidValue('Snapshots are not served here: leave SnapshotArnsToRestore out.');
  }
  if (isPublic) assertPublicInput(input, version);
  if (!isPublic && (input.NetworkType ?? 'ipv4') !== 'ipv4') {
    throw invalidCombination(`Network type ${input.NetworkType} needs subnets with IPv6.`);
  }
  const groupId = isPublic ? toPublicGroupId(input.UserGroupId, context) : input.UserGroupId;
  const group =
    groupId === undefined ? undefined : requireActiveGroup(groupId, context, 'associated');
  if (group) assertGroupFits(group, { connectionType, ...version }, context);
  const cache: ServerlessCache = {
    name,
    arn: account.arn('elasticache', region, `serverlesscache:${name}`),
    region,
    createdAtMs: clock.now(),
    lifecycle: { status: 'creating' },
    connectionType,
    ...version,
    description: input.Description,
    userGroupId: group?.id,
    ...(isPublic ? NO_NETWORK : toCacheNetwork(input, context)),
    usageLimits: toUsageLimits(input.CacheUsageLimits),
    snapshotRetentionLimit: input.SnapshotRetentionLimit ?? 0,
    dailySnapshotTime:
      input.DailySnapshotTime === undefined ? undefined : toSnapshotTime(input.DailySnapshotTime),
    kmsKeyId: input.KmsKeyId,
    networkType: input.NetworkType ?? 'ipv4',
    tags: toTagMap(input.Tags),
  };
  return { cache, group };
}
