import {
  CreateServerlessCacheCommand,
  DeleteServerlessCacheCommand,
  paginateDescribeServerlessCaches,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { toConnectionType } from '../../aws/connection-type.js';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { STALE_FOR_MS, waitUntilGone } from '../../aws/wait.js';
import { type Observation, toCurrent } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import {
  type CacheOutput,
  type FoundCache,
  findCache,
  inspectCache,
  isCreateFailed,
  settleCache,
  toOutput,
  toState,
  waitUntilAvailable,
  waitUntilSettled,
} from '../shared/cache.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import type { Candidate } from '../shared/discovery.js';
import { toOtherTopology } from '../shared/other-topology.js';
import { addElastiCacheTags, adopt, readElastiCacheTags } from '../shared/ownership.js';
import { checkElastiCacheQuota } from '../shared/quota.js';
import { READY_MADE_GROUP } from '../shared/ready-made.js';
import { createInElastiCache } from '../shared/service-role.js';
import { findChanges, modifyCache } from './changes.js';
import { type CacheParts, toCacheInput } from './input.js';
import { cachePermissions, serviceLinkedRole } from './requirements.js';

export interface Needs {
  readonly userGroup: { readonly userGroupId: string } | undefined;
  /** Undefined in a public lab. */
  readonly network: { readonly cacheSubnetIds: readonly string[] } | undefined;
}

async function* listCaches(aws: AwsClients) {
  const client = await aws.elastiCache();
  for await (const page of paginateDescribeServerlessCaches({ client }, {})) {
    yield page.ServerlessCaches;
  }
}

/** The serverless Valkey cache, with usage limits that keep its cost low. */
export const serverlessCache = defineResource({
  name: 'serverlessCache',
  kind: 'serverless-cache',
  nameKey: 'cache',
  madeBy: ['create-cache'],
  dependsOn: [],
  // A cache that is created with its group needs no later change and is never open (F1.2).
  uses: ['userGroup'],
  lookups: ['network'],
  permissions: cachePermissions,
  checks: [
    serviceLinkedRole,
    checkElastiCacheQuota({
      error: 'ServerlessCacheQuotaForCustomerExceededFault',
      ...{ limit: 40, needed: 1, listPages: listCaches },
    }),
  ],
  cost: {
    // AWS bills at least 100 MB of storage, about 6 dollars a month (F1.9).
    minUsdPerMonth: 6,
    source: 'AWS bills at least 100 MB of Valkey serverless storage; prices differ by region',
  },

  label: (ctx) => ctx.config.names.cache,

  async inspect(ctx) {
    const found = await inspectCache(ctx);
    return toObservation(found);
  },

  async listAll({ aws }) {
    const found: Candidate[] = [];
    for await (const caches of listCaches(aws)) {
      for (const { ServerlessCacheName: name = '', ARN: arn } of caches ?? []) {
        found.push({ name, readTags: () => readElastiCacheTags(aws, arn) });
      }
    }
    return found;
  },

  async settle(ctx) {
    const found = await settleCache(ctx);
    return toObservation(found);
  },

  unknownHint: ({ config, region }) =>
    `If the cache is yours, delete it with \`aws elasticache delete-serverless-cache --region ${region} --serverless-cache-name ${config.names.cache}\`, then run the same command again.`,

  addTags: addElastiCacheTags,

  findObstacle({ config }, cache) {
    const found = toConnectionType(cache);
    // A failed cache is created again.
    if (found === config.topology || isCreateFailed(cache)) return undefined;
    return toOtherTopology(found);
  },

  findDrift: (ctx, cache) =>
    findChanges(ctx, cache).map(({ field, from, to }) => ({ field, from, to })),

  async ensure(ctx, { userGroup, network }: Needs, seen) {
    const cache =
      seen.state === 'absent' ? undefined : await waitUntilSettled(ctx, toCurrent(seen));
    if (cache && isCreateFailed(cache)) await deleteAndWait(ctx);
    if (!cache || isCreateFailed(cache)) {
      const parts = {
        userGroupId: userGroup?.userGroupId ?? toReadyMadeGroup(ctx),
        subnetIds: network?.cacheSubnetIds ?? [],
      };
      await createCache(ctx, parts);
      return toEnsured('created', await waitUntilAvailable(ctx));
    }
    const changes = findChanges(ctx, cache);
    // The endpoint can come later than the status (F1.4).
    const isReady = toOutput(cache) !== undefined;
    let changed = isReady ? cache : await waitUntilAvailable(ctx);
    if (changes.length === 0) return toEnsured('unchanged', changed);
    for (const change of changes) changed = await modifyCache(ctx, change);
    return toEnsured('updated', changed);
  },

  async destroy(ctx) {
    const cache = await waitUntilSettled(ctx);
    if (!cache) return 'absent';
    await deleteAndWait(ctx);
    return 'deleted';
  },
});

function toObservation(seen: FoundCache | undefined): Observation<CacheOutput, ServerlessCache> {
  if (!seen) return { state: 'absent' };
  const { cache, owned } = seen;
  const state = toState(cache);
  const output = state === 'available' ? toOutput(cache) : undefined;
  return { state, arn: cache.ARN, ...owned, found: cache, output };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', cache: ServerlessCache) {
  const output = toOutput(cache);
  if (!output) {
    throw new LabError(
      'RESOURCE_FAILED',
      `The serverless-cache ${cache.ServerlessCacheName} is available but has no endpoint.`,
    );
  }
  return { outcome, state: 'available', arn: output.arn, output } as const;
}

async function createCache(ctx: ResourceContext, parts: CacheParts): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new CreateServerlessCacheCommand(toCacheInput(ctx, parts));
  try {
    await createInElastiCache(ctx, () => client.send(command), GROUP_NOT_READY);
  } catch (error) {
    if (!isAwsError(error, 'ServerlessCacheAlreadyExistsFault')) throw error;
    await adopt(ctx, async () => (await settleCache(ctx))?.owned);
  }
}

/** AWS creates no public cache without a group. Until `create-users`, the cache has AWS's ready-made group (F11.3, F11.4). */
function toReadyMadeGroup({ config }: ResourceContext): string | undefined {
  return config.topology === 'public' ? READY_MADE_GROUP : undefined;
}

/** ElastiCache may see a new or just activated group late (F3.2, F3.3). */
const GROUP_NOT_READY = {
  status: 'waiting for the user group',
  forMs: (error: unknown) =>
    isAwsError(error, 'UserGroupNotFoundFault') ? STALE_FOR_MS : 2 * STALE_FOR_MS,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidUserGroupStateFault', 'UserGroupNotFoundFault'),
};

async function deleteAndWait(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new DeleteServerlessCacheCommand({ ServerlessCacheName: ctx.resource.name });
  await ifFound(() => retryWhile(ctx, STILL_IN_USE, () => client.send(command)));
  await waitUntilGone(ctx, {
    read: () => findCache(ctx),
    toStatus: toState,
    stale: ['available', 'modifying', 'create-failed'],
  });
}

/** AWS can answer DependencyViolation to this call for some minutes (F1.6). */
const STILL_IN_USE = {
  status: 'waiting until it can be deleted',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DependencyViolation', 'InvalidServerlessCacheStateFault'),
};
