import {
  CreateServerlessCacheCommand,
  DeleteServerlessCacheCommand,
  ModifyServerlessCacheCommand,
  type ModifyServerlessCacheCommandInput,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import { isAwsError } from '../aws/errors.js';
import { findServerlessCache } from '../aws/find-serverless-cache.js';
import { findElastiCacheOwner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { toTagList } from '../aws/tags.js';
import { waitUntil } from '../aws/wait.js';
import { LabError } from '../errors.js';
import type { CacheOutput } from '../plan/outputs.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';

const CHANGING = ['creating', 'modifying'];

/** The serverless Valkey cache, with limits so that a lab cannot run up a bill. */
export const serverlessCache = defineStep({
  name: 'serverlessCache',
  kind: 'serverless-cache',
  dependsOn: [],
  // Born with its group: that saves the modify, and the cache is never open to whoever reaches it.
  uses: ['userGroup'],

  label: (ctx) => ctx.config.names.cache,

  async inspect(ctx) {
    const cache = await ctx.shareRead('serverless-cache', () => findCache(ctx));
    return cache ? toObservation(ctx, cache) : { state: 'absent' };
  },

  async settle(ctx) {
    const cache = await waitUntilSettled(ctx);
    return cache ? toObservation(ctx, cache) : { state: 'absent' };
  },

  findDrift: (ctx, cache) => findChanges(ctx, cache).map(({ field }) => field),

  async ensure(ctx, { userGroup }, seen) {
    const cache = seen.state === 'absent' ? undefined : await waitUntilSettled(ctx);
    if (cache?.Status === 'create-failed') await deleteAndWait(ctx);
    if (!cache || cache.Status === 'create-failed') {
      await createCache(ctx, userGroup?.userGroupId);
      return toEnsured('created', await waitUntilAvailable(ctx));
    }
    const changes = findChanges(ctx, cache);
    for (const { input } of changes) await modify(ctx, input);
    if (changes.length === 0) return toEnsured('unchanged', cache);
    return toEnsured('updated', await waitUntilAvailable(ctx));
  },

  async destroy(ctx) {
    const cache = await waitUntilSettled(ctx);
    if (!cache) return 'absent';
    await deleteAndWait(ctx);
    return 'deleted';
  },
});

function findCache(ctx: StepContext): Promise<ServerlessCache | undefined> {
  return findServerlessCache(ctx.aws, ctx.resource.name);
}

async function toObservation(
  ctx: StepContext,
  cache: ServerlessCache,
): Promise<Observation<CacheOutput, ServerlessCache>> {
  const state = cache.Status?.toLowerCase() ?? 'unknown';
  return {
    state,
    arn: cache.ARN,
    owner: await ctx.shareRead('serverless-cache owner', () =>
      findElastiCacheOwner(ctx, cache.ARN),
    ),
    found: cache,
    output: state === 'available' ? toOutput(cache) : undefined,
  };
}

function toOutput(cache: ServerlessCache): CacheOutput | undefined {
  const { ARN: arn, Endpoint: endpoint, UserGroupId: userGroupId } = cache;
  if (!arn || !endpoint?.Address || !endpoint.Port) return undefined;
  return { arn, address: endpoint.Address, port: endpoint.Port, userGroupId };
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

/** Ends creating, modifying and deleting; undefined when it is gone. */
function waitUntilSettled(ctx: StepContext): Promise<ServerlessCache | undefined> {
  return waitUntil(ctx, {
    read: () => findCache(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    pending: [...CHANGING, 'deleting'],
    done: ['available', 'create-failed', 'absent'],
  });
}

async function waitUntilAvailable(ctx: StepContext): Promise<ServerlessCache> {
  const cache = await waitUntil(ctx, {
    read: () => findCache(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    pending: CHANGING,
    done: ['available'],
    absentForMs: 60_000,
  });
  return cache as ServerlessCache;
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
  forMs: 120_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'InvalidUserGroupStateFault', 'UserGroupNotFoundFault'),
};

/** "Already exists" after a retried create is ours when its tags are. */
async function adoptOrRefuse(ctx: StepContext): Promise<void> {
  const cache = await waitUntilSettled(ctx);
  const owner = cache ? await findElastiCacheOwner(ctx, cache.ARN) : 'lab';
  if (owner === 'lab') return;
  throw new LabError(
    'FOREIGN_RESOURCE',
    `The serverless-cache ${ctx.resource.name} exists and is not the lab's.`,
  );
}

function toUsageLimits({ config }: StepContext) {
  return {
    DataStorage: { Maximum: config.maxStorageGb, Unit: 'GB' as const },
    ECPUPerSecond: { Maximum: config.maxEcpu },
  };
}

interface Change {
  readonly field: string;
  readonly input: Omit<ModifyServerlessCacheCommandInput, 'ServerlessCacheName'>;
}

/** One field for each request: AWS refuses two, and refuses none (AWS-FACTS section 1). */
function findChanges(ctx: StepContext, cache: ServerlessCache): Change[] {
  const { config } = ctx;
  const changes: Change[] = [];
  const limits = cache.CacheUsageLimits;
  if (
    limits?.DataStorage?.Maximum !== config.maxStorageGb ||
    limits?.ECPUPerSecond?.Maximum !== config.maxEcpu
  ) {
    changes.push({ field: 'usage limits', input: { CacheUsageLimits: toUsageLimits(ctx) } });
  }
  const groups = config.securityGroupIds;
  if (groups.length > 0 && !hasSameMembers(groups, cache.SecurityGroupIds ?? [])) {
    changes.push({ field: 'security groups', input: { SecurityGroupIds: [...groups] } });
  }
  return changes;
}

function hasSameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

async function modify(ctx: StepContext, input: Change['input']): Promise<void> {
  const client = await ctx.aws.elastiCache();
  await waitUntilAvailable(ctx);
  await client.send(
    new ModifyServerlessCacheCommand({ ServerlessCacheName: ctx.resource.name, ...input }),
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
  await waitUntil(ctx, {
    read: () => findCache(ctx),
    toStatus: ({ Status }) => Status ?? 'unknown',
    pending: ['deleting', 'available', 'modifying'],
    done: ['absent'],
  });
}

/** Terraform's provider retries DependencyViolation for 5 minutes on this call. */
const STILL_IN_USE = {
  status: 'waiting until it can be deleted',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'DependencyViolation', 'InvalidServerlessCacheStateFault'),
};
