import {
  ModifyServerlessCacheCommand,
  type ModifyServerlessCacheCommandInput,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import { isAwsError } from '../../aws/errors.js';
import { type Propagation, retryWhile } from '../../aws/retry.js';
import type { LabContext, StepContext } from '../../plan/step.js';
import { waitUntilAvailable } from './waits.js';

/** A field in which a cache is not as the configuration has it, and what to send for it. */
export interface Change {
  readonly field: 'usage limits' | 'security groups';
  /** What it is and what it is to be, in words. */
  readonly from: string;
  readonly to: string;
  readonly input: Omit<ModifyServerlessCacheCommandInput, 'ServerlessCacheName'>;
}

/** One field for each request: AWS refuses two, and refuses none (AWS-FACTS section 1). */
export function findChanges(ctx: LabContext, cache: ServerlessCache): Change[] {
  const { config } = ctx;
  const changes: Change[] = [];
  const limits = cache.CacheUsageLimits;
  if (
    limits?.DataStorage?.Maximum !== config.maxStorageGb ||
    limits?.ECPUPerSecond?.Maximum !== config.maxEcpu
  ) {
    changes.push({
      field: 'usage limits',
      from: toLimitsText(limits?.DataStorage?.Maximum, limits?.ECPUPerSecond?.Maximum),
      to: toLimitsText(config.maxStorageGb, config.maxEcpu),
      input: { CacheUsageLimits: toUsageLimits(ctx) },
    });
  }
  const groups = config.securityGroupIds;
  if (groups.length > 0 && !hasSameMembers(groups, cache.SecurityGroupIds ?? [])) {
    const [from, to] = [(cache.SecurityGroupIds ?? []).join(', '), groups.join(', ')];
    const input = { SecurityGroupIds: [...groups] };
    changes.push({ field: 'security groups', from, to, input });
  }
  return changes;
}

const toLimitsText = (gb: number | undefined, ecpu: number | undefined): string =>
  `${gb ?? 'no limit of'} GB, ${ecpu ?? 'no limit of'} ECPU a second`;

/** Maxima only: a minimum is billed even when it is not used. */
export function toUsageLimits({ config }: LabContext) {
  return {
    DataStorage: { Maximum: config.maxStorageGb, Unit: 'GB' as const },
    ECPUPerSecond: { Maximum: config.maxEcpu },
  };
}

/** Makes one change and waits until it is there. */
export async function modifyCache(ctx: StepContext, change: Change): Promise<ServerlessCache> {
  await sendModify(ctx, change.input, NOT_AVAILABLE);
  return waitUntilAvailable(ctx, (cache) =>
    findChanges(ctx, cache).every(({ field }) => field !== change.field),
  );
}

/** Sends one change and calls again while it is refused for `propagation`; that it is so already is fine. */
export async function sendModify(
  ctx: StepContext,
  input: Change['input'],
  propagation: Propagation,
): Promise<void> {
  const client = await ctx.aws.elastiCache();
  const ServerlessCacheName = ctx.config.names.cache;
  const command = new ModifyServerlessCacheCommand({ ServerlessCacheName, ...input });
  try {
    await retryWhile(ctx, propagation, () => client.send(command));
  } catch (error) {
    if (!isAlreadySo(error)) throw error;
  }
}

/** What was read before the call was out of date, or an attempt took effect whose answer was lost. */
function isAlreadySo(error: unknown): boolean {
  return (
    isAwsError(error, 'InvalidParameterCombinationException') &&
    /No modifications were requested/i.test((error as Error).message)
  );
}

/** Only an available cache can be modified. */
const NOT_AVAILABLE = {
  status: 'waiting until it can be modified',
  forMs: 300_000,
  isTransient: (error: unknown) => isAwsError(error, 'InvalidServerlessCacheStateFault'),
};

function hasSameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
