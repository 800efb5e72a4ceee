import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import {
  CreateUserCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import { EmulatorError, type LocalAws, type LocalAwsOptions, startLocalAws } from '../src/local.js';

const HOUR_MS = 3_600_000;
const USER = { UserId: 'u', UserName: 'u', Engine: 'valkey', AccessString: 'on ~* +@all' };

describe('startLocalAws', () => {
  const opened: { destroy(): void }[] = [];
  const started: LocalAws[] = [];
  afterEach(async () => {
    for (const client of opened.splice(0)) client.destroy();
    for (const aws of started.splice(0)) await aws.close();
  });
  const start = async (options?: LocalAwsOptions) => {
    const aws = await startLocalAws(options);
    started.push(aws);
    return aws;
  };
  const open = (aws: LocalAws) => {
    const client = new ElastiCacheClient(aws.clientConfig());
    opened.push(client);
    return client;
  };

  test('returns the configuration of an SDK client, in the requested region', async () => {
    const aws = await start({ region: 'eu-central-1' });
    const sts = new STSClient(aws.clientConfig());
    opened.push(sts);
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(aws.account);
    await open(aws).send(new CreateUserCommand({ ...USER, AuthenticationMode: { Type: 'iam' } }));
    const { Users } = await open(aws).send(new DescribeUsersCommand({ UserId: 'u' }));
    expect(Users?.[0]?.ARN).toBe(`arn:aws:elasticache:eu-central-1:${aws.account}:user:u`);
    expect(await readFile(aws.caFile, 'utf8')).toBe(aws.ca);
  });

  test("its environment variables direct another process's SDK to the endpoint", async () => {
    const aws = await start();
    const program = `
      import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
      const { Account } = await new STSClient().send(new GetCallerIdentityCommand({}));
      process.stdout.write(Account);`;
    const { PATH = '' } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', program],
      { env: { PATH, ...aws.env() } },
    );
    expect(stdout).toBe(aws.account);
    expect(aws.calls()).toMatchObject([{ operation: 'GetCallerIdentity', status: 200 }]);
  });

  test('only advance moves a clock that stands still, and SDK clients accept its time', async () => {
    const startMs = Date.parse('2030-01-01T00:00:00Z');
    const aws = await start({ clock: { now: () => startMs }, pace: 'real' });
    const user = { ...USER, AuthenticationMode: { Type: 'iam' as const } };
    const { Status } = await open(aws).send(new CreateUserCommand(user));
    expect([Status, aws.clock.now()]).toEqual(['creating', startMs]);

    aws.advance(12 * HOUR_MS);

    const { Users } = await open(aws).send(new DescribeUsersCommand({ UserId: 'u' }));
    expect([Users?.[0]?.Status, aws.clock.now()]).toEqual(['active', startMs + 12 * HOUR_MS]);
    expect(aws.isEmpty()).toBe(false);
  });

  test('its clock runs a timer once, after real time or by advance', async () => {
    const aws = await start();
    const calls: string[] = [];
    aws.clock.schedule(() => calls.push('hour'), HOUR_MS);
    const cancel = aws.clock.schedule(() => calls.push('cancelled'), HOUR_MS);
    await new Promise<void>((resolve) => {
      aws.clock.schedule(resolve, 1);
    });
    cancel();
    aws.advance(HOUR_MS - 60_000);
    expect(calls).toEqual([]);
    aws.advance(60_000);
    aws.advance(HOUR_MS);
    expect(calls).toEqual(['hour']);
  });

  test('each endpoint is a separate account and refuses the keys of another one', async () => {
    const [one, other] = [await start(), await start()];
    const client = new ElastiCacheClient({ ...one.clientConfig(), endpoint: other.endpoint });
    opened.push(client);
    await expect(client.send(new DescribeUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test('invalid fault rules are an error', async () => {
    const wrong = { rules: [{ kind: 'explode' as 'hang' }] };
    const aws = await start();
    expect(() => aws.setFaults(wrong)).toThrow(EmulatorError);
    await expect(startLocalAws({ faults: wrong })).rejects.toMatchObject({
      code: 'FAULTS_INVALID',
    });
  });
});
