import { IamAuthError } from './error.js';

const MAX_CACHE_NAME_LENGTH = 40;

// The patterns of AWS's developer-toolkit-elasticache. The name becomes the signed host, so the check is strict.
// User ids that begin with "default." belong to AWS (F2.2).
const CACHE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const USER_ID = /^(default\.)?[a-z][a-z0-9-]*$/;

/** Returns the cache name in lower case, as ElastiCache stores it. Throws `IamAuthError` for an invalid name. */
export function toSignedCacheName(cacheName: string): string {
  const name = cacheName.toLowerCase();
  if (CACHE_NAME.test(name) && name.length <= MAX_CACHE_NAME_LENGTH) return name;
  throw new IamAuthError(
    'InvalidOption',
    `The cache name ${quote(cacheName)} is not valid. Give the name of the cache, not its endpoint: 1 to ${MAX_CACHE_NAME_LENGTH} letters, digits and single hyphens, beginning with a letter and not ending with a hyphen.`,
  );
}

/** Returns the user id in lower case, as ElastiCache stores it (F2.1). Throws `IamAuthError` for an invalid id. */
export function toSignedUserId(userId: string): string {
  const id = userId.toLowerCase();
  if (USER_ID.test(id)) return id;
  throw new IamAuthError(
    'InvalidOption',
    `The user id ${quote(userId)} is not valid. It must consist of letters, digits and hyphens and begin with a letter, or with "default." for a user of AWS.`,
  );
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
