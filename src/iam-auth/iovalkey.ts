import { type CommonRedisOptions, Redis } from 'iovalkey';
import { createFamilyClient, type FamilyClientOptions } from './ioredis-family.js';

export type IamAuthClientOptions = FamilyClientOptions<CommonRedisOptions>;

/** Creates an iovalkey client for a cache with IAM authentication. It behaves as described in `ioredis.ts`. */
export function createIamAuthClient(options: IamAuthClientOptions): Redis {
  return createFamilyClient(options, (settings) => new Redis(settings));
}
