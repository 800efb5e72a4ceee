import { type CommonRedisOptions, Redis } from 'iovalkey';
import { createFamilyClient, type FamilyClientOptions } from './ioredis-family.js';

export type IamAuthClientOptions = FamilyClientOptions<CommonRedisOptions>;

/** An iovalkey client for a cache with IAM authentication; all that is said of ioredis' (`ioredis.ts`) holds here. */
export function createIamAuthClient(options: IamAuthClientOptions): Redis {
  return createFamilyClient(options, (settings) => new Redis(settings));
}
