import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  DeleteServerlessCacheCommand,
  DeleteUserCommand,
  DescribeServerlessCachesCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Emulator,
  EmulatorError,
  type EmulatorOptions,
  startEmulator,
} from '../../src/emulator/index.js';
import { sendRaw, signRequest } from './support/raw-request.js';

const USER = { UserId: 'u', UserName: 'u', Engine: 'valkey', AccessString: 'on ~* +@all' };
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

describe('startEmulator', () => {
  const opened: { close(): Promise<void> }[] = [];
  const clients: { destroy(): void }[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    for (const emulator of opened.splice(0)) await emulator.close();
  });
  const start = async (options?: EmulatorOptions): Promise<Emulator> => {
    const emulator = await startEmulator(options);
    opened.push(emulator);
    return emulator;
  };
  const toConfig = ({ endpoint, credentials }: Emulator) => ({
    endpoint,
    credentials,
    region: 'us-east-1',
  });
  const openElastiCache = (emulator: Emulator) => {
    const client = new ElastiCacheClient({ ...toConfig(emulator), maxAttempts: 2 });
    clients.push(client);
    return client;
  };
  const ask = async (emulator: Emulator, path: string, body = '') => {
    const target = { ...emulator, config: toConfig(emulator) };
    const answer = await sendRaw(
      target,
      await signRequest(target, { path, body }, { service: 'valkey-lab' }),
    );
    return JSON.parse(answer.body) as unknown;
  };

  test('answers with administrator keys that are random at each start', async () => {
    const [first, second] = [await start(), await start()];
    expect(first.credentials.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(first.credentials.secretAccessKey).toHaveLength(40);
    expect(first.credentials).not.toEqual(second.credentials);
    expect(first).toMatchObject({
      account: '123456789012',
      endpoint: `http://127.0.0.1:${first.port}`,
    });
  });

  test('keeps its files in a folder that only this user can enter, and removes it on close', async () => {
    const emulator = await start();
    expect((await stat(emulator.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(emulator.caFile)).mode & 0o077).toBe(0);
    await emulator.close();
    await emulator.close();
    await expect(stat(emulator.folder)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });

  test('refuses a folder that exists, and leaves it alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'valkey-lab-own-'));
    const made = join(folder, 'made');
    await (await start({ folder: made })).close();
    expect(await readdir(folder)).toEqual([]);
    await mkdir(made);
    await expect(start({ folder: made })).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' });
    expect(await readdir(folder)).toEqual(['made']);
    await rm(folder, { recursive: true });
  });

  test('serves a cache from creation to deletion, and is empty again', async () => {
    const emulator = await start();
    const client = openElastiCache(emulator);
    const name = { ServerlessCacheName: 'cache-01' };
    expect(emulator.isEmpty()).toBe(true);
    await client.send(new CreateServerlessCacheCommand({ ...name, Engine: 'valkey' }));
    expect(emulator.isEmpty()).toBe(false);
    const { ServerlessCaches } = await client.send(new DescribeServerlessCachesCommand(name));
    expect(ServerlessCaches).toMatchObject([{ Status: 'available' }]);
    await client.send(new DeleteServerlessCacheCommand(name));

    expect(emulator.isEmpty()).toBe(true);
    expect(emulator.calls().map(({ operation }) => operation)).toEqual([
      'CreateServerlessCache',
      'DescribeServerlessCaches',
      'DeleteServerlessCache',
    ]);
  });

  test('takes AWS’s time at pace real, and its clock can be moved', async () => {
    const emulator = await start({ pace: 'real' });
    const find = async () => {
      const { Users } = await openElastiCache(emulator).send(
        new DescribeUsersCommand({ UserId: 'u' }),
      );
      return Users?.[0]?.Status;
    };
    await openElastiCache(emulator).send(
      new CreateUserCommand({ ...USER, AuthenticationMode: { Type: 'iam' } }),
    );
    expect(await find()).toBe('creating');
    emulator.advance(5_000);
    expect(await find()).toBe('active');
    await openElastiCache(emulator).send(new DeleteUserCommand({ UserId: 'u' }));
    expect(emulator.isEmpty()).toBe(false);
    emulator.advance(60_000);
    expect(emulator.isEmpty()).toBe(true);
  });

  test('counts IAM resources as left, except AWS’s own policies', async () => {
    const emulator = await start();
    const iam = new IAMClient(toConfig(emulator));
    clients.push(iam);
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }));
    expect(emulator.isEmpty()).toBe(false);
    await iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
    expect(emulator.isEmpty()).toBe(true);
    expect(emulator.state.iam.policies.size).toBeGreaterThan(0);
  });

  test('describes itself and its resources, and stops when its owner asks', async () => {
    const onStop = vi.fn();
    const emulator = await start({ onStop, pace: '0.5' });
    expect(await ask(emulator, '/_valkey-lab/status')).toMatchObject({
      pid: process.pid,
      pace: '0.5',
      endpoint: emulator.endpoint,
      caFile: emulator.caFile,
      empty: true,
      counts: { serverlessCaches: 0, roles: 0, policies: 0, calls: 0 },
    });
    await openElastiCache(emulator).send(
      new CreateUserCommand({ ...USER, AuthenticationMode: { Type: 'iam' } }),
    );
    const ifEmpty = '{"ifEmpty":true}';
    expect(await ask(emulator, '/_valkey-lab/stop', ifEmpty)).toEqual({ stopped: false });
    expect(onStop).not.toHaveBeenCalled();
    expect(await ask(emulator, '/_valkey-lab/stop')).toEqual({ stopped: true });
    await vi.waitFor(() => expect(onStop).toHaveBeenCalledOnce());
  });

  test('reports a port in use, and leaves nothing behind', async () => {
    const { port } = await start();
    const parent = await mkdtemp(join(tmpdir(), 'valkey-lab-own-'));
    const second = startEmulator({ port, folder: join(parent, 'work') });
    await expect(second).rejects.toBeInstanceOf(EmulatorError);
    await expect(second).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} is in use by another program.`,
    });
    expect(await readdir(parent)).toEqual([]);
    await rm(parent, { recursive: true });
  });

  test('reports an invalid pace and invalid faults', async () => {
    await expect(startEmulator({ pace: 'fast' as never })).rejects.toMatchObject({
      code: 'PACE_INVALID',
    });
    const faults = { rules: [{ kind: 'nothing' }] } as never;
    await expect(startEmulator({ faults })).rejects.toMatchObject({ code: 'FAULTS_INVALID' });
  });

  test('closes itself at the end of an await-using block', async () => {
    const emulator = await startEmulator();
    await emulator[Symbol.asyncDispose]();
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });
});
