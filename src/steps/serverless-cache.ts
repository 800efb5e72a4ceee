import {
  CreateServerlessCacheCommand,
  DeleteServerlessCacheCommand,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import { isCreateFailed } from '../aws/cache-owner.js';
import { isAwsError } from '../aws/errors.js';
import type { Owner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { toTagList } from '../aws/tags.js';
import { STALE_FOR_MS, waitUntilGone } from '../aws/wait.js';
import { LabError } from '../errors.js';
import type { CacheOutput } from '../plan/outputs.js';
import { defineStep, type Observation, type StepContext, toCurrent } from '../plan/step.js';
import { findChanges, modifyCache, toUsageLimits } from './serverless-cache/changes.js';
import {
  findCache,
  inspectCache,
  settleCache,
  toOutput,
  toState,
  waitUntilAvailable,
  waitUntilSettled,
} from './serverless-cache/waits.js';

/** The serverless Valkey cache, with limits so that a lab cannot run up a bill. */
export const serverlessCache = defineStep({
  name: 'serverlessCache',
  kind: 'serverless-cache',
  dependsOn: [],
  // Born with its group: that saves the modify, and the cache is never open to whoever reaches it.
  uses: ['userGroup'],

  label: (ctx) => ctx.config.names.cache,

  async inspect(ctx) {
    const found = await inspectCache(ctx);
    return found ? toObservation(found.cache, found.owner) : { state: 'absent' };
  },

  async settle(ctx) {
    const found = await settleCache(ctx);
    return found ? toObservation(found.cache, found.owner) : { state: 'absent' };
  },

  unknownHint: ({ config, region }) =>
    `If it is yours, delete it with \`aws elasticache delete-serverless-cache --region ${region} --serverless-cache-name ${config.names.cache}\`, then run the same command again.`,

  findDrift: (ctx, cache) =>
    findChanges(ctx, cache).map(({ field, from, to }) => ({ field, from, to })),

  async ensure(ctx, { userGroup }, seen) {
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

function toObservation(
  cache: ServerlessCache,
  owner: Owner,
): Observation<CacheOutput, ServerlessCache> {
  const state = toState(cache);
  const output = state === 'available' ? toOutput(cache) : undefined;
  return { state, arn: cache.ARN, owner, found: cache, output };
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

async function createCache(ctx: StepContext, userGroupId: string | undefined): Promise<void> {
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
async function adoptOrRefuse(ctx: StepContext): Promise<void> {
  const found = await settleCache(ctx);
  if (!found || found.owner === 'lab') return;
  throw new LabError(
    'FOREIGN_RESOURCE',
    `The serverless-cache ${ctx.resource.name} exists and is not the lab's.`,
  );
}

async function deleteAndWait(ctx: StepContext): Promise<void> {
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
