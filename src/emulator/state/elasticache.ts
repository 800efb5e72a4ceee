import { type Lifecycle, settle } from './lifecycle.js';

/** In lower case on the wire, although AWS's API model prints it in upper case (F1.1). */
export type CacheStatus =
  | 'creating'
  | 'available'
  | 'modifying'
  | 'deleting'
  | 'create-failed'
  | 'gone';
export type UserStatus = 'creating' | 'active' | 'modifying' | 'deleting' | 'gone';
export type UserGroupStatus = 'creating' | 'active' | 'modifying' | 'deleting' | 'gone';

export interface ServerlessCache {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly createdAtMs: number;
  readonly lifecycle: Lifecycle<CacheStatus>;
  /** Whether clients reach the cache from its VPC or from the internet. It never changes (F11.1). */
  readonly connectionType: 'vpc' | 'public';
  engine: string;
  majorEngineVersion: string;
  fullEngineVersion: string;
  description?: string | undefined;
  userGroupId?: string | undefined;
  subnetIds: string[];
  securityGroupIds: string[];
  usageLimits?: {
    dataStorage?: { maximum?: number | undefined; minimum?: number | undefined } | undefined;
    ecpuPerSecond?: { maximum?: number | undefined; minimum?: number | undefined } | undefined;
  };
  snapshotRetentionLimit: number;
  dailySnapshotTime?: string | undefined;
  kmsKeyId?: string | undefined;
  networkType: string;
  /** The port on 127.0.0.1, once it is open. */
  port?: number | undefined;
  /** When the first call asked to delete the cache. */
  deletionAskedAtMs?: number;
  /** When clients can log in to a new cache. */
  loginsFromMs?: number;
  /** Set while the cache's server has failed and starts again. */
  isServerDown?: boolean;
  readonly tags: Map<string, string>;
}

export interface CacheUser {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly lifecycle: Lifecycle<UserStatus>;
  engine: string;
  accessString: string;
  authentication:
    | { type: 'iam' }
    | { type: 'no-password' }
    /** SHA-256 of each password in hex, as Valkey's ACL takes it after `#`. */
    | { type: 'password'; passwordHashes: string[] };
  readonly tags: Map<string, string>;
}

export interface CacheUserGroup {
  readonly id: string;
  readonly arn: string;
  engine: string;
  readonly lifecycle: Lifecycle<UserGroupStatus>;
  userIds: string[];
  /** A cache that is gone and to which ElastiCache still ties the group. */
  lateTie?: { readonly cache: ServerlessCache; readonly endsAtMs: number };
  pendingChanges?: { userIdsToAdd: string[]; userIdsToRemove: string[] } | undefined;
  readonly tags: Map<string, string>;
}

export interface ElastiCacheState {
  /** By lower-case name. */
  readonly caches: Map<string, ServerlessCache>;
  /** By lower-case id. */
  readonly users: Map<string, CacheUser>;
  /** By lower-case id. */
  readonly userGroups: Map<string, CacheUserGroup>;
}

export function createElastiCacheState(): ElastiCacheState {
  return { caches: new Map(), users: new Map(), userGroups: new Map() };
}

/**
 * Applies due changes of a region's caches, users and groups, and removes those that are gone. Every reader
 * calls this first.
 */
export function settleElastiCache(
  { caches, users, userGroups }: ElastiCacheState,
  nowMs: number,
): void {
  // Caches first, because a cache that is gone starts a change of its group.
  for (const [name, cache] of caches) {
    if (settle(cache.lifecycle, nowMs) === 'gone') caches.delete(name);
  }
  for (const [id, user] of users) {
    if (settle(user.lifecycle, nowMs) === 'gone') users.delete(id);
  }
  for (const [id, group] of userGroups) {
    if (settle(group.lifecycle, nowMs) === 'gone') userGroups.delete(id);
  }
}
