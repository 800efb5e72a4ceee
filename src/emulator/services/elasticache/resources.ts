import type {
  CacheUser,
  CacheUserGroup,
  ElastiCacheState,
  ServerlessCache,
} from '../../state/elasticache.js';
import { fault } from '../../wire/fault.js';

const MAX_IDENTIFIER = 40;

/** The cache of a name; throws ServerlessCacheNotFoundFault. */
export function requireCache(state: ElastiCacheState, name: string | undefined): ServerlessCache {
  const cache = state.caches.get(toKey(name));
  if (!cache) {
    throw fault('ServerlessCacheNotFoundFault', `Serverless cache ${toKey(name)} not found.`);
  }
  return cache;
}

/** The user of an id; throws UserNotFound. */
export function requireUser(state: ElastiCacheState, id: string | undefined): CacheUser {
  const user = state.users.get(toKey(id));
  if (!user) throw fault('UserNotFoundFault', `User ${toKey(id)} not found.`);
  return user;
}

/** The user group of an id; throws UserGroupNotFound. */
export function requireUserGroup(state: ElastiCacheState, id: string | undefined): CacheUserGroup {
  const group = state.userGroups.get(toKey(id));
  if (!group) throw fault('UserGroupNotFoundFault', `User group ${toKey(id)} not found.`);
  return group;
}

/** The caches that have a group now, those that are being deleted included. */
export function findAttachedCaches(state: ElastiCacheState, groupId: string): ServerlessCache[] {
  return [...state.caches.values()].filter(({ userGroupId }) => userGroupId === groupId);
}

/** The groups of which a user is a member now. */
export function findGroupsOfUser(state: ElastiCacheState, userId: string): CacheUserGroup[] {
  return [...state.userGroups.values()].filter(({ userIds }) => userIds.includes(userId));
}

/** Names and ids are stored in lower case; throws InvalidParameterValue in ElastiCache's words. */
export function toIdentifier(parameter: string, value: string | undefined): string {
  const text = value ?? '';
  if (!/^[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*$/.test(text)) {
    throw invalidValue(
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  if (text.length > MAX_IDENTIFIER) {
    throw invalidValue(
      `The parameter ${parameter} must not be longer than ${MAX_IDENTIFIER} characters.`,
    );
  }
  return toKey(text);
}

/**
 * Ids of users and user groups are stored in lower case; what they may be is the pattern of `UserId` in the API model, which
 * takes more than that of caches. Throws InvalidParameterValue.
 */
export function toUserIdentifier(parameter: string, value: string | undefined): string {
  if (/^[a-zA-Z][a-zA-Z0-9-]*$/.test(value ?? '')) return toKey(value);
  throw invalidValue(
    `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens.`,
  );
}

/** `valkey` or `redis`, whatever the case of the input; throws InvalidParameterValue. */
export function toEngine(value: string | undefined): 'valkey' | 'redis' {
  const engine = toKey(value);
  if (engine === 'valkey' || engine === 'redis') return engine;
  throw invalidValue(`Invalid engine: ${value}. The engines served here are valkey and redis.`);
}

/** An InvalidParameterValue fault. */
export function invalidValue(message: string): Error {
  return fault('InvalidParameterValueException', message);
}

/** An InvalidParameterCombination fault. */
export function invalidCombination(message: string): Error {
  return fault('InvalidParameterCombinationException', message);
}

/** What AWS says of a change that changes nothing (seen on AWS with ModifyServerlessCache; F1.3). */
export function noModifications(): Error {
  return invalidCombination('No modifications were requested');
}

function toKey(name: string | undefined): string {
  return (name ?? '').toLowerCase();
}
