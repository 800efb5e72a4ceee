import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM } from '../support/cli.js';
import { FAKE_ACCOUNT, type FakeAccount, startFakeAccount } from '../support/fake-account.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { findProblem } from '../support/programs.js';

/** A command with working credentials for another account must not reach it from inside the endpoint's environment. */

const run = promisify(execFile);
const LOCAL_ACCOUNT = '123456789012';

/** Prints the account that the credential chain leads to, and which providers have credentials. */
const PROBE = `
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { fromTokenFile } from '@aws-sdk/credential-provider-web-identity';
import { fromContainerMetadata, fromInstanceMetadata } from '@smithy/credential-provider-imds';
const providers = {
  profile: fromIni(),
  web: fromTokenFile(),
  container: fromContainerMetadata({ maxRetries: 0 }),
  machine: fromInstanceMetadata({ maxRetries: 0 }),
};
const sts = new STSClient({ maxAttempts: 1 });
const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
const found = [];
for (const [name, provide] of Object.entries(providers)) {
  await provide().then(() => found.push(name), () => {});
}
console.log(JSON.stringify({ account, found }));
`;

let cli: LocalCli;
let fake: FakeAccount;
beforeAll(async () => {
  cli = createLocalCli();
  fake = await startFakeAccount();
  symlinkSync(
    join(import.meta.dirname, '..', '..', 'node_modules'),
    join(cli.home, 'node_modules'),
  );
  writeFileSync(join(cli.home, 'probe.mjs'), PROBE);
  writeFileSync(join(cli.home, 'web-identity-token'), 'fake');
  const aws = join(cli.home, '.aws');
  mkdirSync(aws);
  const keys = 'aws_access_key_id = AKIAFAKEFAKEFAKEFAKE\naws_secret_access_key = fake\n';
  writeFileSync(join(aws, 'credentials'), `[default]\n${keys}[work]\n${keys}`);
  writeFileSync(
    join(aws, 'config'),
    `[default]\nregion = us-east-1\nendpoint_url = ${fake.address}\n
[profile work]\nregion = us-east-1\nendpoint_url = ${fake.address}\n
[profile role]\nregion = us-east-1\nendpoint_url = ${fake.address}
role_arn = arn:aws:iam::${FAKE_ACCOUNT}:role/r\nsource_profile = work\n`,
  );
  await cli.ask('local', 'start');
});
afterAll(async () => {
  await fake[Symbol.asyncDispose]();
  await cli[Symbol.asyncDispose]();
});

/** The ways to the other account. Each works without the endpoint's environment. */
const WAYS: Readonly<Record<string, (address: string, home: string) => Record<string, string>>> = {
  'the default profile': () => ({}),
  AWS_PROFILE: () => ({ AWS_PROFILE: 'work' }),
  'a profile with a role': () => ({ AWS_PROFILE: 'role' }),
  'a web identity': (address, home) => ({
    ...withoutFiles(home),
    AWS_ROLE_ARN: `arn:aws:iam::${FAKE_ACCOUNT}:role/r`,
    AWS_ROLE_SESSION_NAME: 'me',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'web-identity-token'),
    AWS_ENDPOINT_URL: address,
  }),
  'a container': (address, home) => ({
    ...withoutFiles(home),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${address}/container`,
    AWS_ENDPOINT_URL_STS: address,
  }),
  'the metadata service': (address, home) => ({
    ...withoutFiles(home),
    AWS_EC2_METADATA_DISABLED: 'false',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: address,
    AWS_ENDPOINT_URL_STS: address,
  }),
  'keys, and an address for a service': (address) => ({
    AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_SESSION_TOKEN: 'fake',
    AWS_ENDPOINT_URL_STS: address,
  }),
};

function withoutFiles(home: string): Record<string, string> {
  const missing = join(home, 'missing');
  return {
    AWS_CONFIG_FILE: missing,
    AWS_SHARED_CREDENTIALS_FILE: missing,
    AWS_REGION: 'us-east-1',
  };
}

const toVariables = (way: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: cli.home,
  TMPDIR: join(cli.home, 't'),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...WAYS[way]?.(fake.address, cli.home),
});

async function probe(
  way: string,
  program: string,
  ...args: string[]
): Promise<{ account: string; found: string[] }> {
  const { stdout } = await run(program, args, { cwd: cli.home, env: toVariables(way) });
  return JSON.parse(stdout);
}

const IN_SHELL = `eval "$("$1" "$2" local env)"; exec "$1" probe.mjs`;

describe.each(Object.keys(WAYS))('a command that reaches an account by %s', (way) => {
  test('reaches it without the endpoint’s environment', async () => {
    const { account, found } = await probe(way, process.execPath, 'probe.mjs');
    expect(account).toBe(FAKE_ACCOUNT);
    expect(fake.takeRequests()).not.toEqual([]);
    expect(found.length + Number(way.startsWith('keys'))).toBeGreaterThan(0);
  });

  test('reaches only the endpoint in `local run`', async () => {
    const command = [PROGRAM, 'local', 'run', '--', process.execPath, 'probe.mjs'];
    expect(await probe(way, process.execPath, ...command)).toEqual({
      account: LOCAL_ACCOUNT,
      found: [],
    });
    expect(fake.takeRequests()).toEqual([]);
  });

  test('reaches only the endpoint in a shell after `local env`', async () => {
    const shell = ['-euc', IN_SHELL, 'sh', process.execPath, PROGRAM];
    expect(await probe(way, '/bin/sh', ...shell)).toEqual({ account: LOCAL_ACCOUNT, found: [] });
    expect(fake.takeRequests()).toEqual([]);
  });
});

test('the AWS CLI with a working profile reaches only the endpoint', async ({ skip }) => {
  const problem = await findProblem('aws', '--version');
  skip(problem !== undefined, problem);
  const words = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'];
  const ask = async (program: string, ...args: string[]) => {
    const { stdout } = await run(program, args, { cwd: cli.home, env: toVariables('AWS_PROFILE') });
    return stdout.trim();
  };

  expect(await ask('aws', ...words)).toBe(FAKE_ACCOUNT);
  fake.takeRequests();
  const inside = [PROGRAM, 'local', 'run', '--', 'aws', ...words];
  expect(await ask(process.execPath, ...inside)).toBe(LOCAL_ACCOUNT);
  expect(fake.takeRequests()).toEqual([]);
});
