import type { ServerlessCache as ServerlessCacheShape } from '@aws-sdk/client-elasticache';
import type { ServerlessCache } from '../../state/elasticache.js';
import { toUsageLimitsShape } from './usage-limits.js';

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
