import {
  CreateServerlessCacheCommand,
  DeleteServerlessCacheCommand,
  paginateDescribeServerlessCaches,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { isAwsError } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { toTagList } from '../../aws/tag-list.js';
import { STALE_FOR_MS, waitUntilGone } from '../../aws/wait.js';
import { type Observation, toCurrent } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import {
  type CacheOutput,
  type FoundCache,
  findCache,
  inspectCache,
  settleCache,
  toOutput,
  toState,
  waitUntilAvailable,
  waitUntilSettled,
} from '../shared/cache.js';
import { isCreateFailed } from '../shared/cache-owner.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import type { Candidate } from '../shared/discovery.js';
import { readElastiCacheTags } from '../shared/ownership.js';
import { checkElastiCacheQuota } from '../shared/quota.js';
import { findChanges, modifyCache, toUsageLimits } from './changes.js';
import { cachePermissions } from './permissions.js';
import { serviceLinkedRole } from './service-linked-role.js';

/** What it takes from other resources. */
export interface Needs {
  readonly userGroup: { readonly userGroupId: string } | undefined;
}

async function* listCaches(aws: AwsClients) {
  const client = await aws.elastiCache();
  for await (const page of paginateDescribeServerlessCaches({ client }, {})) {
    yield page.ServerlessCaches;
  }
}

/** The serverless Valkey cache, with limits that keep its cost low. */
export const serverlessCache = defineResource({
  name: 'serverlessCache',
  kind: 'serverless-cache',
  nameKey: 'cache',
  madeBy: ['create-cache'],
  dependsOn: [],
  // Created with its group: that saves the modify, and the cache is never open.
  uses: ['userGroup'],
  permissions: cachePermissions,
  checks: [
    serviceLinkedRole,
    checkElastiCacheQuota({
      error: 'ServerlessCacheQuotaForCustomerExceededFault',
      ...{ limit: 40, needed: 1, listPages: listCaches },
    }),
  ],
  cost: {
    // A Valkey serverless cache bills at least 100 MB of storage, about 6 dollars a month
    // (aws/agent-toolkit-for-aws, amazon-elasticache skill, monitoring/cost-reporting.md).
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
    `If it is yours, delete it with \`aws elasticache delete-serverless-cache --region ${region} --serverless-cache-name ${config.names.cache}\`, then run the same command again.`,

  findDrift: (ctx, cache) =>
    findChanges(ctx, cache).map(({ field, from, to }) => ({ field, from, to })),

  async ensure(ctx, { userGroup }: Needs, seen) {
    const cache =
      seen.state === 'absent' ? undefined : await waitUntilSettled(ctx, toCurrent(seen));
    if (cache && isCreateFailed(cache)) await deleteAndWait(ctx);
    if (!cache || isCreateFailed(cache)) {
      await createCache(ctx, userGroup?.userGroupId);
      return toEnsured('created', await waitUntilAvailable(ctx));
    }
    const changes = findChanges(ctx, cache);
    if (changes.length === 0) return toEnsured('unchanged', cache);
    let changed = cache;
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

async function createCache(ctx: ResourceContext, userGroupId: string | undefined): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const { config } = ctx;
  const command = new CreateServerlessCacheCommand({
    ServerlessCacheName: ctx.resource.name,
    Engine: 'valkey',
    Description: 'ElastiCache IAM auth application',
    CacheUsageLimits: toUsageLimits(ctx),
    Tags: toTagList(ctx.tags),
    ...(userGroupId !== undefined && { UserGroupId: userGroupId }),
    ...(config.subnetIds.length > 0 && { SubnetIds: [...config.subnetIds] }),
    ...(config.securityGroupIds.length > 0 && { SecurityGroupIds: [...config.securityGroupIds] }),
  });
  try {
    await retryWhile(ctx, GROUP_NOT_READY, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'ServerlessCacheAlreadyExistsFault')) throw error;
    await adoptOrRefuse(ctx);
  }
}

/** A group that has just become active, or has just been made, may not yet be seen as such. */
const GROUP_NOT_READY = {
  status: 'waiting for the user group',
  forMs: (error: unknown) =>
    isAwsError(error, 'UserGroupNotFoundFault') ? STALE_FOR_MS : 2 * STALE_FOR_MS,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidUserGroupStateFault', 'UserGroupNotFoundFault'),
};

/** "Already exists" after a retried create is ours when its tags are. */
async function adoptOrRefuse(ctx: ResourceContext): Promise<void> {
  const found = await settleCache(ctx);
  if (!found || found.owned.owner === 'lab') return;
  throw new LabError(
    'FOREIGN_RESOURCE',
    `The serverless-cache ${ctx.resource.name} exists and is not the lab's.`,
  );
}

async function deleteAndWait(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const command = new DeleteServerlessCacheCommand({ ServerlessCacheName: ctx.resource.name });
  try {
    await retryWhile(ctx, STILL_IN_USE, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'ServerlessCacheNotFoundFault')) throw error;
  }
  await waitUntilGone(ctx, {
    read: () => findCache(ctx),
    toStatus: toState,
    stale: ['available', 'modifying', 'create-failed'],
  });
}

/** Terraform's provider retries DependencyViolation for 5 minutes on this call. */
const STILL_IN_USE = {
  status: 'waiting until it can be deleted',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DependencyViolation', 'InvalidServerlessCacheStateFault'),
};
