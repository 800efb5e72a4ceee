import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { isAwsError } from '../../aws/errors.js';
import type { Session } from '../../session/session.js';
import { waitUntilAvailable } from '../shared/cache.js';
import type { ResourceContext } from '../shared/define.js';
import { type CacheChange, sendModify } from '../shared/modify-cache.js';

/** A field in which a cache is not as the configuration has it, and what to send for it. */
export interface Change {
  readonly field: 'usage limits' | 'security groups';
  /** What it is and what it is to be, in words. */
  readonly from: string;
  readonly to: string;
  readonly input: CacheChange;
}

/** One field for each request: AWS refuses two, and refuses none. */
export function findChanges(ctx: Session, cache: ServerlessCache): Change[] {
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
export function toUsageLimits({ config }: Session) {
  return {
    DataStorage: { Maximum: config.maxStorageGb, Unit: 'GB' as const },
    ECPUPerSecond: { Maximum: config.maxEcpu },
  };
}

/** Makes one change and waits until it is there. */
export async function modifyCache(ctx: ResourceContext, change: Change): Promise<ServerlessCache> {
  await sendModify(ctx, change.input, NOT_AVAILABLE);
  return waitUntilAvailable(ctx, (cache) =>
    findChanges(ctx, cache).every(({ field }) => field !== change.field),
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
