import type { ServerlessCache } from '@aws-sdk/client-elasticache';
import { isAwsError } from '../../aws/errors.js';
import type { Session } from '../../session/session.js';
import { type CacheChange, sendModify, waitUntilAvailable } from '../shared/cache.js';
import type { ResourceContext } from '../shared/define.js';
import { hasSameMembers } from '../shared/same-members.js';

/** A field that differs from the configuration, and the input that changes it. */
interface Change {
  readonly field: 'usage limits' | 'security groups';
  readonly from: string;
  readonly to: string;
  readonly input: CacheChange;
}

/** Finds the fields to change. Each needs its own request: AWS refuses two fields in one (F1.3). */
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

/** Returns only maxima: AWS bills a minimum even when it is unused (F1.9). */
export function toUsageLimits({ config }: Pick<Session, 'config'>) {
  return {
    DataStorage: { Maximum: config.maxStorageGb, Unit: 'GB' as const },
    ECPUPerSecond: { Maximum: config.maxEcpu },
  };
}

/** Sends one change and waits until the cache shows it. */
export async function modifyCache(ctx: ResourceContext, change: Change): Promise<ServerlessCache> {
  await sendModify(ctx, change.input, NOT_AVAILABLE);
  return waitUntilAvailable(ctx, (cache) =>
    findChanges(ctx, cache).every(({ field }) => field !== change.field),
  );
}

/** AWS modifies only an available cache (F1.5). */
const NOT_AVAILABLE = {
  status: 'waiting until it can be modified',
  forMs: 300_000,
  isTransient: (error: unknown) => isAwsError(error, 'InvalidServerlessCacheStateFault'),
};
