import type { CacheUsageLimits } from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import { invalidValue } from './resources.js';

type UsageLimits = NonNullable<ServerlessCache['usageLimits']>;

interface Limits {
  readonly Minimum?: number | undefined;
  readonly Maximum?: number | undefined;
}

/** Limits in GB and ECPU per second (ElastiCache User Guide, "Setting scaling limits"). */
const STORAGE_RANGE = { name: 'DataStorage', min: 1, max: 5_000 };
const ECPU_RANGE = { name: 'ECPUPerSecond', min: 1_000, max: 15_000_000 };

/** Merges the limits of a call into the current ones. Throws InvalidParameterValue. */
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

/** Converts limits to ElastiCache's shape. Returns undefined without any limit. */
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
