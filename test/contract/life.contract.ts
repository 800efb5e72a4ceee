import { DescribeServerlessCachesCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deployFunction,
  doctor,
  down,
  invoke,
  type LabResult,
  logs,
  status,
  token,
  up,
  verify,
} from '../../src/index.js';
import { type ContractAccount, openAccount } from './account.js';

/** The tests share one lab and run in this order. They look at the account only through the SDK's clients. */
const LAB = 'contract';
const FOREIGN_LAB = 'contract-foreign';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

describe('the contract', () => {
  let account: ContractAccount;
  let options: { lab: string; region: string };
  let made: LabResult;
  let clients: { cache: ElastiCacheClient; iam: IAMClient; lambda: LambdaClient };
  const nameOf = (kind: string) => made.resources.find((one) => one.kind === kind)?.name ?? '';

  beforeAll(async () => {
    account = await openAccount();
    const { region } = account;
    options = { lab: LAB, region };
    clients = {
      cache: new ElastiCacheClient({ region }),
      iam: new IAMClient({ region }),
      lambda: new LambdaClient({ region }),
    };
  });

  afterAll(async () => {
    try {
      await down(options);
    } finally {
      for (const client of Object.values(clients)) client.destroy();
      await account[Symbol.asyncDispose]();
    }
  });

  test('doctor finds no failed check', async () => {
    const { checks } = await doctor(options);
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  });

  test('up creates every resource with the name of the lab', async () => {
    made = await up(options);
    expect(new Set(made.resources.map(({ action }) => action))).toEqual(new Set(['created']));
    for (const { name } of made.resources) expect(name).toContain(LAB);
    const { cache } = clients;
    const input = { ServerlessCacheName: nameOf('serverless-cache') };
    const { ServerlessCaches } = await cache.send(new DescribeServerlessCachesCommand(input));
    expect(ServerlessCaches?.[0]?.Endpoint).toEqual({
      Address: made.endpoint?.address,
      Port: made.endpoint?.port,
    });
  });

  test('a second up changes nothing', async () => {
    const changes: string[] = [];
    const onCall = ({ operation }: { operation: string }) => {
      if (!/^(Describe|Get|List|Filter|Simulate)/.test(operation)) changes.push(operation);
    };
    const { resources } = await up({ ...options, onCall });
    expect(new Set(resources.map(({ action }) => action))).toEqual(new Set(['unchanged']));
    expect(changes).toEqual([]);
  });

  test('invoke reads from the cache what it wrote', async () => {
    const { payload, roundTrip } = await invoke(options);
    expect(payload).toBe('Fetched value from Valkey');
    expect(roundTrip?.fetched).toBe(roundTrip?.inserted);
    expect(roundTrip?.inserted).toMatch(/^[\da-f]{32}$/);
  });

  test('verify proves that authentication is enforced', async () => {
    const { attempts } = await verify(options);
    expect(attempts.length).toBeGreaterThan(10);
  });

  test('status shows every resource as the lab’s own, without problems', async () => {
    const { resources, problems } = await status(options);
    expect(problems).toEqual([]);
    expect(resources.every(({ owned }) => owned)).toBe(true);
  });

  test('token is for the cache of the lab', async () => {
    const signed = await token(options);
    expect(signed.token.startsWith(`${nameOf('serverless-cache')}/?`)).toBe(true);
  });

  test('logs shows the round trip, and no token', async () => {
    await expect
      .poll(async () => (await logs(options)).events.map(({ message }) => message).join('\n'), {
        timeout: 120_000,
        interval: 1_000,
      })
      .toContain('Success: Inserted');
    const { events } = await logs(options);
    expect(JSON.stringify(events)).not.toContain('X-Amz-Signature');
  });

  test('a step command changes nothing in a complete lab', async () => {
    const { resources } = await deployFunction(options);
    expect(resources.every(({ action }) => action === 'unchanged')).toBe(true);
  });

  test('up refuses a foreign role, and down leaves it', async () => {
    const { iam } = clients;
    const RoleName = nameOf('role').replace(LAB, FOREIGN_LAB);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    try {
      const foreign = { ...options, lab: FOREIGN_LAB };
      await expect(up(foreign)).rejects.toMatchObject({ exitCode: 3 });
      const { resources } = await down(foreign);
      expect(resources.find(({ kind }) => kind === 'role')?.action).toBe('kept');
      await expect(iam.send(new GetRoleCommand({ RoleName }))).resolves.toBeDefined();
    } finally {
      await iam.send(new DeleteRoleCommand({ RoleName }));
    }
  });

  test('down leaves nothing, and a second down finds nothing', async () => {
    await down(options);
    const { resources } = await down(options);
    expect(new Set(resources.map(({ action }) => action))).toEqual(new Set(['absent']));
    const { cache, iam, lambda } = clients;
    const cacheName = { ServerlessCacheName: nameOf('serverless-cache') };
    const gone = [
      () => cache.send(new DescribeServerlessCachesCommand(cacheName)),
      () => iam.send(new GetRoleCommand({ RoleName: nameOf('role') })),
      () => lambda.send(new GetFunctionCommand({ FunctionName: nameOf('function') })),
    ];
    for (const read of gone) await expect(read()).rejects.toThrow(/not found|cannot be found/i);
  });
});
