import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateUserCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../src/local.js';

const ROOT = join(import.meta.dirname, '..', '..');

describe('npm run aws-run', () => {
  let aws: LocalAws;
  let folder: string;
  beforeEach(async () => {
    aws = await startLocalAws();
    folder = mkdtempSync(join(tmpdir(), 'aws-run-'));
  });
  afterEach(async () => {
    await aws.close();
    rmSync(folder, { recursive: true });
  });

  /** Starts the program on the local endpoint. Returns the process and what it has written so far. */
  function start(
    account: string,
    ...args: string[]
  ): { program: ChildProcess; said: () => string } {
    const program = spawn(
      process.execPath,
      ['--import', 'tsx', 'scripts/aws-run.ts', '--output', folder, ...args],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], ...aws.env(), VALKEY_LAB_ACCOUNT_ID: account },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let text = '';
    program.stderr?.on('data', (chunk) => {
      text += String(chunk);
    });
    return { program, said: () => text };
  }

  const changes = () =>
    aws.calls().filter(({ operation }) => !/^(Describe|Get|List)/.test(operation));

  test('refuses every other account before it makes anything', async () => {
    const { program, said } = start('210987654321');
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(said()).toContain(
      `these credentials belong to account ${aws.account}. Nothing was made.`,
    );
    expect(aws.calls().map(({ operation }) => operation)).not.toContain('CreateUser');
    expect(changes()).toEqual([]);
  });

  test('refuses to start without the account', async () => {
    const { program, said } = start('');
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(said()).toContain('It must be the 12 digits of the account');
    expect(aws.calls()).toEqual([]);
  });

  test('leaves a foreign resource under one of its names', async () => {
    const client = new ElastiCacheClient(aws.clientConfig());
    const id = 'aws-run-probe-user-1';
    const user = { UserId: id, UserName: id, Engine: 'valkey', AccessString: 'on ~* +@all' };
    await client.send(new CreateUserCommand({ ...user, AuthenticationMode: { Type: 'iam' } }));
    client.destroy();
    const before = changes().length;

    const first = start(aws.account);
    expect(await once(first.program, 'exit')).toEqual([1, null]);
    expect(first.said()).toContain(`The user ${id} exists already. Nothing was made.`);
    const { program, said } = start(aws.account, '--clean-up');
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(said()).toContain(`Left user ${id}: it does not have the tags of this run.`);
    expect(changes()).toHaveLength(before);
  });

  test('deletes everything after Ctrl-C, and prints the command that does so', async () => {
    const { program, said } = start(aws.account);
    await expect.poll(said, { timeout: 120_000 }).toContain('Create users and a group.');
    await expect.poll(() => aws.isEmpty(), { timeout: 60_000 }).toBe(false);
    program.kill('SIGINT');
    expect(await once(program, 'exit')).toEqual([130, null]);
    expect(aws.isEmpty()).toBe(true);
    expect(said().match(/npm run aws-run -- --lab aws-run .*--clean-up/g)).toHaveLength(2);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
