import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { Redis } from 'ioredis';
import { createAccount } from '../../../src/emulator/account.js';
import type { CachePort } from '../../../src/emulator/cache/cache-port.js';
import { createCachePort } from '../../../src/emulator/cache/index.js';
import { toRequest } from '../../../src/emulator/cache/resp-command.js';
import { type Clock, createClock } from '../../../src/emulator/clock.js';
import type { Credential } from '../../../src/emulator/state/credentials.js';
import type { CacheUser, ServerlessCache } from '../../../src/emulator/state/elasticache.js';
import type { Role } from '../../../src/emulator/state/iam.js';
import type { LambdaFunction } from '../../../src/emulator/state/lambda.js';
import { type AwsState, createAwsState } from '../../../src/emulator/state/state.js';

export const REGION = 'us-east-1';
const account = createAccount();

export const ADMINISTRATOR: Credential = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  principal: { kind: 'administrator' },
};

/** What a token says; the defaults are a token that `cache-01` takes from `iam-user-01`. */
export interface TokenParts {
  readonly credential?: Credential;
  readonly host?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly region?: string;
  readonly service?: string;
  readonly signedAtMs?: number;
  readonly expiresIn?: number;
}

/** Signs a token with the SDK's own signer. */
export async function signToken(parts: TokenParts = {}): Promise<string> {
  const { credential = ADMINISTRATOR, host = 'cache-01', path = '/' } = parts;
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    region: parts.region ?? REGION,
    service: parts.service ?? 'elasticache',
    sha256: Sha256,
  });
  const query = { Action: 'connect', User: 'iam-user-01', ResourceType: 'ServerlessCache' };
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path,
      query: parts.query ?? query,
      headers: { host },
    },
    { expiresIn: parts.expiresIn ?? 900, signingDate: new Date(parts.signedAtMs ?? Date.now()) },
  );
  const encode = (text: unknown): string =>
    encodeURIComponent(String(text)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const text = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${name}=${encode(value)}`,
  );
  return `${host}${path}?${text.join('&')}`;
}

export function createUser(id: string, changes: Partial<CacheUser> = {}): CacheUser {
  return {
    id,
    name: id,
    arn: account.arn('elasticache', REGION, `user:${id}`),
    lifecycle: { status: 'active' },
    engine: 'valkey',
    accessString: 'on ~* +@all',
    authentication: { type: 'iam' },
    tags: new Map(),
    ...changes,
  };
}

export function createCache(name: string, changes: Partial<ServerlessCache> = {}): ServerlessCache {
  return {
    name,
    arn: account.arn('elasticache', REGION, `serverlesscache:${name}`),
    region: REGION,
    createdAtMs: 0,
    lifecycle: { status: 'available' },
    engine: 'valkey',
    majorEngineVersion: '8',
    fullEngineVersion: '8.0',
    userGroupId: 'group-01',
    subnetIds: ['subnet-0a1b2c3d4e5f6071a'],
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    snapshotRetentionLimit: 0,
    networkType: 'ipv4',
    tags: new Map(),
    ...changes,
  };
}

/** Puts `group-01` with these users into the account. */
export function setGroup(aws: AwsState, users: readonly CacheUser[], id = 'group-01'): void {
  const { elasticache } = aws.region(REGION);
  for (const user of users) elasticache.users.set(user.id, user);
  elasticache.userGroups.set(id, {
    id,
    arn: account.arn('elasticache', REGION, `usergroup:${id}`),
    engine: 'valkey',
    lifecycle: { status: 'active' },
    userIds: users.map((user) => user.id),
    tags: new Map(),
  });
}

/** A session of a new role with one inline policy, for a function if one is named. */
export function createRoleSession(
  aws: AwsState,
  statements: readonly object[],
  changes: { expiresAtMs?: number; functionArn?: string } = {},
): Credential {
  const role: Role = {
    name: 'app',
    id: 'AROAEXAMPLEEXAMPLE00',
    arn: 'arn:aws:iam::123456789012:role/app',
    path: '/',
    createdAtMs: 0,
    maxSessionSeconds: 3600,
    trustPolicy: '{}',
    assumableAtMs: 0,
    attachedPolicies: new Map(),
    inlinePolicies: new Map([
      ['inline', JSON.stringify({ Version: '2012-10-17', Statement: statements })],
    ]),
    tags: new Map(),
  };
  aws.iam.roles.set('app', role);
  const { expiresAtMs, functionArn } = changes;
  const credential: Credential = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'session/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken: 'FwoGZXIvYXdzEBYa+/=session',
    expiresAtMs,
    principal: { kind: 'role', roleName: 'app', roleId: role.id, sessionName: 's', functionArn },
  };
  aws.credentials.set(credential.accessKeyId, credential);
  return credential;
}

export function createFunction(changes: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name: 'AccessValkey',
    arn: account.arn('lambda', REGION, 'function:AccessValkey'),
    region: REGION,
    lifecycle: { status: 'Active' },
    update: { status: 'Successful' },
    roleArn: 'arn:aws:iam::123456789012:role/app',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    architectures: ['x86_64'],
    description: '',
    timeoutSeconds: 30,
    memoryMb: 256,
    environment: {},
    subnetIds: ['subnet-0a1b2c3d4e5f6071a'],
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    logGroup: '/aws/lambda/AccessValkey',
    logFormat: 'Text',
    zip: new Uint8Array(),
    codeSha256: '',
    modifiedAtMs: 0,
    revisionId: 'r',
    tags: new Map(),
    ...changes,
  };
}

/** An account with an administrator, `iam-user-01` in `group-01`, and nothing else. */
export function createAccountState(): AwsState {
  const aws = createAwsState('123456789012');
  aws.credentials.set(ADMINISTRATOR.accessKeyId, ADMINISTRATOR);
  setGroup(aws, [createUser('iam-user-01')]);
  return aws;
}

/** A client that sends and receives bytes. */
export interface RawClient {
  readonly socket: TLSSocket;
  send(...args: (string | Uint8Array)[]): void;
  write(bytes: string | Buffer): void;
  /** Everything that has come, when it contains `text`; rejects when the connection ends before. */
  readUntil(text: string): Promise<string>;
  /** Everything that came until the connection ended. */
  readAll(): Promise<string>;
}

/** What tests set of ioredis' options. */
export interface ClientOptions {
  readonly protocol?: 2 | 3;
  readonly username?: string;
  readonly password?: string;
  readonly enableReadyCheck?: boolean;
  readonly connectTimeout?: number;
}

/** An open cache, its account, and clients for it. */
export interface CacheLab {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly port: CachePort & { readonly caFile: string };
  readonly cache: ServerlessCache;
  readonly folder: string;
  readonly log: string[];
  /** A token that counts from the lab's time. */
  token(parts?: TokenParts): Promise<string>;
  redis(options?: ClientOptions): Redis;
  raw(): Promise<RawClient>;
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
  return {
    aws,
    clock,
    port,
    cache,
    folder,
    log,
    token: (parts) => signToken({ signedAtMs: clock.now(), ...parts }),
    redis(redisOptions) {
      const defaults = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
      const redis = new Redis({ ...address, tls, ...defaults, ...redisOptions });
      redis.on('error', () => {});
      clients.push({ destroy: () => redis.disconnect() });
      return redis;
    },
    async raw() {
      const socket = connect({ ...address, ...tls });
      clients.push(socket);
      await once(socket, 'secureConnect');
      return toRawClient(socket);
    },
    async close() {
      for (const client of clients) client.destroy();
      await port.closeAll();
      remove();
    },
  };
}

function toRawClient(socket: TLSSocket): RawClient {
  const chunks: Buffer[] = [];
  let isEnded = false;
  let notice = (): void => {};
  const toText = (): string => Buffer.concat(chunks).toString('latin1');
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    notice();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isEnded = true;
    notice();
  });
  const somethingNew = (): Promise<void> =>
    new Promise((resolve) => {
      notice = resolve;
    });
  return {
    socket,
    send: (...args) => socket.write(toRequest(args)),
    write: (bytes) => socket.write(Buffer.from(bytes as string)),
    async readUntil(text) {
      let tail = toText();
      let seen = chunks.length;
      while (!tail.includes(text)) {
        if (isEnded) throw new Error(`The connection ended after ${JSON.stringify(toText())}.`);
        await somethingNew();
        tail = tail.slice(-text.length) + Buffer.concat(chunks.slice(seen)).toString('latin1');
        seen = chunks.length;
      }
      return toText();
    },
    async readAll() {
      while (!isEnded) await somethingNew();
      return toText();
    },
  };
}
