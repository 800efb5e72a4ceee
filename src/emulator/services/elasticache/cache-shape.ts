import type {
  CacheUsageLimits,
  ServerlessCache as ServerlessCacheShape,
} from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import { invalidValue } from './resources.js';

/** Converts a cache to the shape that ElastiCache answers. */
export function toCacheShape(cache: ServerlessCache): ServerlessCacheShape {
  const limits = toUsageLimitsShape(cache.usageLimits ?? {});
  return {
    ServerlessCacheName: cache.name,
    Description: cache.description ?? '',
    CreateTime: new Date(cache.createdAtMs),
    Status: toStatus(cache),
    Engine: cache.engine,
    MajorEngineVersion: cache.majorEngineVersion,
    FullEngineVersion: cache.fullEngineVersion,
    ...(limits && { CacheUsageLimits: limits }),
    ...(cache.kmsKeyId !== undefined && { KmsKeyId: cache.kmsKeyId }),
    StorageEncryptionType: cache.kmsKeyId === undefined ? 'sse-elasticache' : 'sse-kms',
    SecurityGroupIds: [...cache.securityGroupIds],
    ...toEndpoints(cache),
    ARN: cache.arn,
    ...(cache.userGroupId !== undefined && { UserGroupId: cache.userGroupId }),
    SubnetIds: [...cache.subnetIds],
    SnapshotRetentionLimit: cache.snapshotRetentionLimit,
    ...(cache.dailySnapshotTime !== undefined && { DailySnapshotTime: cache.dailySnapshotTime }),
    NetworkType: cache.networkType as ServerlessCacheShape['NetworkType'],
  };
}

/** Assumed: a cache is `modifying` while its server is replaced. */
function toStatus({ lifecycle: { status }, isServerDown }: ServerlessCache): string {
  return status === 'available' && isServerDown ? 'modifying' : status;
}

/** On AWS the reader has port 6380 of the same host (F5.3). Here one server has one port for both. */
function toEndpoints({
  lifecycle,
  port,
}: ServerlessCache): Pick<ServerlessCacheShape, 'Endpoint' | 'ReaderEndpoint'> {
  // A cache has no endpoint until it is available (F1.4).
  if (port === undefined || ['creating', 'create-failed'].includes(lifecycle.status)) return {};
  const endpoint = { Address: 'localhost', Port: port };
  return { Endpoint: endpoint, ReaderEndpoint: endpoint };
}

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
