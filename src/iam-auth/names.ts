import { IamAuthError } from './error.js';

const MAX_CACHE_NAME_LENGTH = 40;

// AWS's own patterns (developer-toolkit-elasticache). The name becomes the signed host: nothing else may pass.
const CACHE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const USER_ID = /^(default\.)?[a-z][a-z0-9-]*$/;

/** The cache name as ElastiCache stores and signs it: lower case. Throws with the rule that the name breaks. */
export function toSignedCacheName(cacheName: string): string {
  const name = cacheName.toLowerCase();
  if (CACHE_NAME.test(name) && name.length <= MAX_CACHE_NAME_LENGTH) return name;
  throw new IamAuthError(
    'InvalidOption',
    `The cache name ${quote(cacheName)} is not valid: it is the name of the cache, not its endpoint; 1 to ${MAX_CACHE_NAME_LENGTH} letters, digits and single hyphens, first a letter, last no hyphen.`,
  );
}

/** The user id as ElastiCache stores and signs it: lower case. Throws with the rule that the id breaks. */
export function toSignedUserId(userId: string): string {
  const id = userId.toLowerCase();
  if (USER_ID.test(id)) return id;
  throw new IamAuthError(
    'InvalidOption',
    `The user id ${quote(userId)} is not valid: letters, digits and hyphens, first a letter (AWS's own may begin with "default.").`,
  );
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
