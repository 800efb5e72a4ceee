import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Redis } from 'ioredis';
import { createCachePort } from '../../../../src/emulator/cache/index.js';
import { type Clock, createClock } from '../../../../src/emulator/state/clock.js';
import type { ServerlessCache } from '../../../../src/emulator/state/elasticache.js';
import type { AwsState } from '../../../../src/emulator/state/state.js';
import { account, createAccountState, createCache, REGION } from './account.js';
import { type RawClient, toRawClient } from './raw-client.js';
import { signToken, type TokenParts } from './token.js';

/** The options of ioredis that tests set. */
export interface ClientOptions {
  readonly protocol?: 2 | 3;
  readonly username?: string;
  readonly password?: string;
  readonly enableReadyCheck?: boolean;
  readonly connectTimeout?: number;
}

/** An open cache with its account and clients. */
export interface CacheLab {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly port: Awaited<ReturnType<typeof createCachePort>>;
  readonly cache: ServerlessCache;
  readonly folder: string;
  readonly log: string[];
  /** Signs a token at the lab's time. */
  token(parts?: TokenParts): Promise<string>;
  redis(options?: ClientOptions): Redis;
  raw(): Promise<RawClient>;
  /** Connects a raw client that has logged in and has read the reply. */
  logIn(user?: string): Promise<RawClient>;
  close(): Promise<void>;
}

export async function startCacheLab(
  options: { cache?: Partial<ServerlessCache>; path?: string; aws?: AwsState } = {},
): Promise<CacheLab> {
  const folder = mkdtempSync(join(tmpdir(), 'cache-test-'));
  const aws = options.aws ?? createAccountState();
  const clock = createClock();
  const log: string[] = [];
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const port = await createCachePort({
    aws,
    account,
    clock,
    folder,
    path: options.path,
    log: (line) => log.push(line),
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const cache = createCache('cache-01', options.cache);
  aws.region(REGION).elasticache.caches.set(cache.name, cache);
  cache.port = await port.open(cache).catch((error: unknown) => {
    remove();
    throw error;
  });
  const address = { host: '127.0.0.1', port: cache.port };
  const tls = { ca: readFileSync(port.caFile), servername: 'localhost' };
  const clients: { destroy(): void }[] = [];
  const token = (parts?: TokenParts) => signToken({ signedAtMs: clock.now(), ...parts });
  const raw = async () => {
    const socket = connect({ ...address, ...tls });
    clients.push(socket);
    await once(socket, 'secureConnect');
    return toRawClient(socket);
  };
  return {
    aws,
    clock,
    port,
    cache,
    folder,
    log,
    token,
    redis(redisOptions) {
      const defaults = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
      const redis = new Redis({ ...address, tls, ...defaults, ...redisOptions });
      redis.on('error', () => {});
      clients.push({ destroy: () => redis.disconnect() });
      return redis;
    },
    raw,
    async logIn(user = 'iam-user-01') {
      const client = await raw();
      client.send('AUTH', user, await token({ user }));
      await client.readUntil('+OK\r\n');
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await port.closeAll();
      remove();
    },
  };
}
