import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { findProblem } from '../support/programs.js';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

let cli: LocalCli;
let cache: { address: string; port: number };
beforeAll(async () => {
  cli = createLocalCli();
  cache = (await cli.ask<{ endpoint: typeof cache }>('up', '--local')).endpoint;
});
afterAll(() => cli[Symbol.asyncDispose]());

/** Runs a line in a plain shell of a user with other AWS settings. */
async function shell(line: string): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-euc', line], {
    cwd: cli.home,
    env: {
      PATH: process.env['PATH'],
      HOME: cli.home,
      TMPDIR: join(cli.home, 't'),
      NODE: process.execPath,
      PROGRAM,
      AWS_PROFILE: 'mine',
      AWS_SESSION_TOKEN: 'mine',
      AWS_ENDPOINT_URL_ELASTICACHE: 'https://example.com',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_PAGER: '',
    },
  });
  return stdout;
}

describe('local env', () => {
  test('sets endpoint, keys and region in a shell, and unsets variables that would override them', async () => {
    const { endpoint, accessKeyId, secretAccessKey } = cli.record();

    const text = await shell('eval "$("$NODE" "$PROGRAM" local env)"; env');

    const variables = text.split('\n').filter((line) => /^AWS_(?!CA_|CONFIG|SHARED)/.test(line));
    expect(variables.sort()).toEqual([
      `AWS_ACCESS_KEY_ID=${accessKeyId}`,
      'AWS_DEFAULT_REGION=us-east-1',
      'AWS_EC2_METADATA_DISABLED=true',
      `AWS_EC2_METADATA_SERVICE_ENDPOINT=${endpoint}`,
      `AWS_ENDPOINT_URL=${endpoint}`,
      'AWS_PAGER=',
      'AWS_REGION=us-east-1',
      `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    ]);
  });

  test('makes the AWS CLI use the endpoint', async ({ skip }) => {
    const problem = await findProblem('aws', '--version');
    skip(problem !== undefined, problem);

    const text = await shell(
      'eval "$("$NODE" "$PROGRAM" local env)"; aws elasticache describe-serverless-caches --output json',
    );

    expect(JSON.parse(text)).toMatchObject({
      ServerlessCaches: [{ ServerlessCacheName: 'cache-01', Status: 'available' }],
    });
  });

  test('makes valkey-lab use the endpoint as AWS', async () => {
    const text = await shell(
      'eval "$("$NODE" "$PROGRAM" local env)"; "$NODE" "$PROGRAM" status --json',
    );

    expect(JSON.parse(text)).toMatchObject({ local: false, account: '123456789012', ok: true });
  });
});

describe('token', () => {
  const ping = async (program: string, token: string): Promise<string> => {
    const { caFile } = await cli.ask('local', 'status');
    const to = ['-h', cache.address, '-p', String(cache.port), '--tls', '--cacert', String(caFile)];
    const login = ['--user', 'iam-user-01', '--pass', token, '--no-auth-warning'];
    const env = { PATH: process.env['PATH'] };
    const { stdout, stderr } = await promisify(execFile)(program, [...to, ...login, 'PING'], {
      env,
    });
    return `${stdout}${stderr}`;
  };

  test.for(['valkey-cli', 'redis-cli'])(
    'lets %s log in to the cache; an altered token does not',
    async (program, { skip }) => {
      const problem = await findProblem(program, '--tls', '--version');
      skip(problem !== undefined, problem);
      const token = (await cli.run(['token', '--local'])).stdout.trim();

      expect(await ping(program, token)).toBe('PONG\n');
      expect(await ping(program, `${token}0`)).toMatch(/WRONGPASS/);
      const log = (await cli.run(['local', 'status', '--verbose'])).stderr;
      expect(log).toMatch(/cache cache-01: .*signature/);
      expect(log).not.toContain(token);
      expect(log).not.toContain(cli.record().secretAccessKey);
    },
  );
});
