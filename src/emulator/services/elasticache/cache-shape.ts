import type {
  CacheUsageLimits,
  ServerlessCache as ServerlessCacheShape,
} from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { Pace } from '../../state/pace.js';
import type { WithConnectionType } from '../../wire/newer-members.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidValue } from './resources.js';

type Surroundings = Pick<OperationContext, 'aws' | 'clock' | 'pace'>;

/** Converts a cache to the shape that ElastiCache answers. */
export function toCacheShape(
  cache: ServerlessCache,
  context: Surroundings,
): ServerlessCacheShape & WithConnectionType {
  const limits = toUsageLimitsShape(cache.usageLimits ?? {});
  return {
    ServerlessCacheName: cache.name,
    Description: cache.description ?? '',
    CreateTime: new Date(cache.createdAtMs),
    Status: toStatus(cache, context),
    Engine: cache.engine,
    MajorEngineVersion: cache.majorEngineVersion,
    FullEngineVersion: cache.fullEngineVersion,
    ...(limits && { CacheUsageLimits: limits }),
    ...(cache.kmsKeyId !== undefined && { KmsKeyId: cache.kmsKeyId }),
    StorageEncryptionType: cache.kmsKeyId === undefined ? 'sse-elasticache' : 'sse-kms',
    SecurityGroupIds: [...cache.securityGroupIds],
    ...toEndpoints(cache, context),
    ARN: cache.arn,
    ...(cache.userGroupId !== undefined && { UserGroupId: cache.userGroupId }),
    SubnetIds: [...cache.subnetIds],
    SnapshotRetentionLimit: cache.snapshotRetentionLimit,
    ...(cache.dailySnapshotTime !== undefined && { DailySnapshotTime: cache.dailySnapshotTime }),
    NetworkType: cache.networkType as ServerlessCacheShape['NetworkType'],
    ConnectionType: cache.connectionType,
  };
}

function toStatus(
  { lifecycle: { status }, isServerDown }: ServerlessCache,
  { aws }: Surroundings,
): string {
  const isShown = aws.assumes('cache-without-server', 'modifying');
  return status === 'available' && isServerDown && isShown ? 'modifying' : status;
}

/** On AWS the reader has port 6380 of the same host (F5.3). Here one server has one port for both. */
function toEndpoints(
  cache: ServerlessCache,
  { aws, clock, pace }: Surroundings,
): Pick<ServerlessCacheShape, 'Endpoint' | 'ReaderEndpoint'> {
  const { createdAtMs, connectionType, lifecycle, port } = cache;
  if (port === undefined || lifecycle.status === 'create-failed') return {};
  // A cache in a VPC has no endpoint until it is available (F1.4), and a public one at once (F11.5).
  const isEarly = connectionType === 'public' && aws.assumes('public-endpoint', 'at-once');
  if (lifecycle.status === 'creating' && !isEarly) return {};
  const isLate = clock.now() < createdAtMs + toCreateMs(cache, pace) + pace.lagMs;
  if (isLate && !isEarly && aws.assumes('cache-endpoint', 'late')) return {};
  const endpoint = { Address: 'localhost', Port: port };
  return { Endpoint: endpoint, ReaderEndpoint: endpoint };
}

/** Returns how long a new cache is `creating`. A public one needs less than a minute (F11.6). */
export function toCreateMs(
  { connectionType }: Pick<ServerlessCache, 'connectionType'>,
  pace: Pace,
): number {
  return connectionType === 'public' ? pace.publicCacheCreateMs : pace.cacheCreateMs;
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
