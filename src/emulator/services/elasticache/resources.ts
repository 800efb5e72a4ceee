import type {
  CacheUser,
  CacheUserGroup,
  ElastiCacheState,
  ServerlessCache,
} from '../../state/elasticache.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type Page, sortByKey, toPage } from '../page.js';

const MAX_IDENTIFIER = 40;

/** Returns the cache with this name. Throws ServerlessCacheNotFoundFault. */
export function requireCache(state: ElastiCacheState, name: string | undefined): ServerlessCache {
  const cache = state.caches.get(toKey(name));
  if (!cache) {
    throw fault('ServerlessCacheNotFoundFault', `Serverless cache ${toKey(name)} not found.`);
  }
  return cache;
}

/** Returns the user with this id. Throws UserNotFound. */
export function requireUser(state: ElastiCacheState, id: string | undefined): CacheUser {
  const user = state.users.get(toKey(id));
  if (!user) throw fault('UserNotFoundFault', `User ${toKey(id)} not found.`);
  return user;
}

/** Returns the user group with this id. Throws UserGroupNotFound. */
export function requireUserGroup(state: ElastiCacheState, id: string | undefined): CacheUserGroup {
  const group = state.userGroups.get(toKey(id));
  if (!group) throw fault('UserGroupNotFoundFault', `User group ${toKey(id)} not found.`);
  return group;
}

/** Lists the caches that use a group, including those that are being deleted. */
export function findAttachedCaches(state: ElastiCacheState, groupId: string): ServerlessCache[] {
  return [...state.caches.values()].filter(({ userGroupId }) => userGroupId === groupId);
}

/** Lists the groups that contain a user. */
export function findGroupsOfUser(state: ElastiCacheState, userId: string): CacheUserGroup[] {
  return [...state.userGroups.values()].filter(({ userIds }) => userIds.includes(userId));
}

/**
 * Checks the name of a cache and returns it in lower case, as ElastiCache stores it. Throws
 * InvalidParameterValue.
 */
export function toIdentifier(
  parameter: string,
  value: string | undefined,
  { aws }: OperationContext,
): string {
  const text = value ?? '';
  if (!/^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/.test(text)) {
    throw invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  if (text.length > MAX_IDENTIFIER && aws.assumes('name-length', 'forty')) {
    throw invalidValue(
      `The parameter ${parameter} must not be longer than ${MAX_IDENTIFIER} characters.`,
    );
  }
  return toKey(text);
}

/**
 * Checks the id of a user or user group and returns it in lower case, as ElastiCache stores it (F2.1). The
 * pattern is that of `UserId` in the API model, which allows more than names of caches. Throws
 * InvalidParameterValue.
 */
export function toUserIdentifier(parameter: string, value: string | undefined): string {
  if (/^[a-zA-Z][a-zA-Z0-9-]*$/.test(value ?? '')) return toKey(value);
  throw invalidValue(
    `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens.`,
  );
}

/** Reads an engine name in any case. Throws InvalidParameterValue. */
export function toEngine(value: string | undefined): 'valkey' | 'redis' {
  const engine = toKey(value);
  if (engine === 'valkey' || engine === 'redis') return engine;
  throw invalidValue(`Invalid engine: ${value}. The engines served here are valkey and redis.`);
}

/** Creates an InvalidParameterValue fault. */
export function invalidValue(message: string): Error {
  return fault('InvalidParameterValueException', message);
}

/** Creates an InvalidParameterCombination fault. */
export function invalidCombination(message: string): Error {
  return fault('InvalidParameterCombinationException', message);
}

/** Creates AWS's error for a modification that changes nothing (seen on AWS with ModifyServerlessCache; F1.3). */
export function noModifications(): Error {
  return invalidCombination('No modifications were requested');
}

function toKey(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}

interface Paging {
  /** The request's name for the page size: `MaxRecords` or `MaxResults`. */
  readonly parameter: string;
  /** The smallest page size that the operation accepts. The largest is 100. */
  readonly min: number;
  readonly max: number | undefined;
  readonly fallback: number;
  readonly marker: string | undefined;
}

/** Cuts a page for a Describe operation. Throws InvalidParameterValue. */
export function toElastiCachePage<T>(
  items: Iterable<T>,
  toKey: (item: T) => string,
  { parameter, min, max, fallback, marker }: Paging,
): Page<T> {
  if (max !== undefined && (max < min || max > 100)) {
    throw invalidValue(`Invalid value ${max} for ${parameter}. Must be between ${min} and 100`);
  }
  return toPage({
    items: sortByKey(items, toKey),
    max: max ?? fallback,
    marker,
    toKey,
    invalidMarker: () => invalidValue('The marker is invalid.'),
  });
}
