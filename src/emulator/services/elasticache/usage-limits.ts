import type { CacheUsageLimits } from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import { invalidValue } from './resources.js';

type UsageLimits = NonNullable<ServerlessCache['usageLimits']>;

interface Limits {
  readonly Minimum?: number | undefined;
  readonly Maximum?: number | undefined;
}

/** ElastiCache User Guide, "Setting scaling limits": GB and ECPU a second. */
const STORAGE_RANGE = { name: 'DataStorage', min: 1, max: 5_000 };
const ECPU_RANGE = { name: 'ECPUPerSecond', min: 1_000, max: 15_000_000 };

/** The limits of a call put over those that a cache has; throws InvalidParameterValue. */
export function toUsageLimits(
  input: CacheUsageLimits | undefined,
  current: UsageLimits = {},
): UsageLimits {
  const storage = toLimits(input?.DataStorage, STORAGE_RANGE);
  const ecpu = toLimits(input?.ECPUPerSecond, ECPU_RANGE);
  return {
    ...current,
    ...(storage && { dataStorage: storage }),
    ...(ecpu && { ecpuPerSecond: ecpu }),
  };
}

/** As ElastiCache answers them; undefined without any. */
export function toUsageLimitsShape({
  dataStorage,
  ecpuPerSecond,
}: UsageLimits): CacheUsageLimits | undefined {
  if (!dataStorage && !ecpuPerSecond) return undefined;
  return {
    ...(dataStorage && {
      DataStorage: { Maximum: dataStorage.maximum, Minimum: dataStorage.minimum, Unit: 'GB' },
    }),
    ...(ecpuPerSecond && {
      ECPUPerSecond: { Maximum: ecpuPerSecond.maximum, Minimum: ecpuPerSecond.minimum },
    }),
  };
}

function toLimits(
  limits: Limits | undefined,
  { name, min, max }: { name: string; min: number; max: number },
): { minimum: number | undefined; maximum: number | undefined } | undefined {
  if (!limits || (limits.Minimum === undefined && limits.Maximum === undefined)) return undefined;
  for (const value of [limits.Minimum, limits.Maximum]) {
    if (value === undefined || (value >= min && value <= max)) continue;
    throw invalidValue(`${name} must be between ${min} and ${max}, not ${value}.`);
  }
  if ((limits.Minimum ?? min) > (limits.Maximum ?? max)) {
    throw invalidValue(`The minimum of ${name} must not be above its maximum.`);
  }
  return { minimum: limits.Minimum, maximum: limits.Maximum };
}
