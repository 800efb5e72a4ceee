import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { type Cli, createCli } from '../support/cli.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { startTlsFront, type TlsFront } from '../support/tls-front.js';

interface Failure {
  readonly error: { code: string; message: string; hint: string };
}

const PASSWORD = 'p@ss word';

let cli: Cli;
let emulator: Emulator;
let front: TlsFront;
let proxy: ConnectProxy;
beforeAll(async () => {
  cli = createCli();
  emulator = await startEmulator();
  front = await startTlsFront(emulator);
  proxy = await startConnectProxy(front.port);
  writeFileSync(join(cli.home, 'ca.pem'), front.ca);
});
beforeEach(() => {
  proxy.targets.length = 0;
  proxy.refusal = undefined;
  proxy.login = undefined;
});
afterAll(async () => {
  proxy.close();
  front.close();
  await emulator.close();
  await cli[Symbol.asyncDispose]();
});

const toEnv = (more: Record<string, string>) => ({
  AWS_ACCESS_KEY_ID: emulator.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: emulator.credentials.secretAccessKey,
  AWS_REGION: 'us-east-1',
  NODE_EXTRA_CA_CERTS: join(cli.home, 'ca.pem'),
  // The agent's own log must not show the password either.
  DEBUG: '*',
  ...more,
});
const toAddress = (login = '') => `http://${login}127.0.0.1:${proxy.port}`;

describe('a proxy between the program and AWS', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])('carries every call, by %s', async (variable) => {
    const run = await cli.run(['status', '--json'], toEnv({ [variable]: toAddress() }));

    expect(run.json()).toMatchObject({ ok: true, account: emulator.account, local: false });
    expect([...new Set(proxy.targets)].sort()).toEqual([
      'ec2.us-east-1.amazonaws.com:443',
      'elasticache.us-east-1.amazonaws.com:443',
      'iam.amazonaws.com:443',
      'lambda.us-east-1.amazonaws.com:443',
      'logs.us-east-1.amazonaws.com:443',
      'sts.us-east-1.amazonaws.com:443',
    ]);
  });

  test('keeps its connections for later calls', async () => {
    const before = emulator.calls().length;
    const run = await cli.run(['create-role'], toEnv({ HTTPS_PROXY: toAddress() }));

    expect(run.exitCode).toBe(0);
    const calls = emulator.calls().slice(before);
    expect(calls.length).toBeGreaterThan(10);
    expect(proxy.targets.length).toBeLessThan(calls.length / 2);
  });

  test('carries the calls of the credential chain', async () => {
    mkdirSync(join(cli.home, '.aws'), { recursive: true });
    const { accessKeyId, secretAccessKey } = emulator.credentials;
    writeFileSync(
      join(cli.home, '.aws', 'config'),
      [
        '[profile keys]',
        `aws_access_key_id = ${accessKeyId}`,
        `aws_secret_access_key = ${secretAccessKey}`,
        '[profile assumed]',
        'role_arn = arn:aws:iam::123456789012:role/none',
        'source_profile = keys',
      ].join('\n'),
    );
    const env = toEnv({ HTTPS_PROXY: toAddress(), AWS_PROFILE: 'assumed' });
    const run = await cli.run(['status', '--json'], env);

    // The role does not exist: the answer shows that STS was asked through the proxy.
    expect(run.json<Failure>().error.message).toMatch(/sts:AssumeRole/);
    expect(new Set(proxy.targets)).toEqual(new Set(['sts.us-east-1.amazonaws.com:443']));
  });

  test('gets its user name and password, which no output shows', async () => {
    proxy.login = `jane:${PASSWORD}`;
    const login = `jane:${encodeURIComponent(PASSWORD)}@`;
    const env = toEnv({ HTTPS_PROXY: toAddress(login) });
    const run = await cli.run(['status', '--verbose', '--json'], env);

    expect(run.exitCode).toBe(0);
    expect(run.stdout + run.stderr).not.toMatch(/p@ss|p%40ss/);
  });

  test('is named when it wants a login, and is asked only once', async () => {
    proxy.login = 'jane:other';
    const login = `jane:${encodeURIComponent(PASSWORD)}@`;
    const run = await cli.run(['status', '--json'], toEnv({ HTTPS_PROXY: toAddress(login) }));

    const { error } = run.json<Failure>();
    expect({ exitCode: run.exitCode, ...error }).toMatchObject({
      ...{ exitCode: 1, code: 'PROXY_FAILED' },
      message: `The proxy http://127.0.0.1:${proxy.port} (HTTPS_PROXY) refused the connection to sts.us-east-1.amazonaws.com:443: HTTP 407 Proxy Authentication Required.`,
      hint: expect.stringContaining('wants another user name or password'),
    });
    expect(run.stdout + run.stderr).not.toMatch(/p@ss|p%40ss/);
    expect(proxy.targets).toHaveLength(1);
  });

  test('is named when it refuses a host: 403 is not an answer of AWS', async () => {
    proxy.refusal = 403;
    const run = await cli.run(['status', '--json'], toEnv({ HTTPS_PROXY: toAddress() }));

    expect(run.json<Failure>().error).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining('HTTP 403 Forbidden'),
      hint: expect.stringContaining('allow sts.us-east-1.amazonaws.com:443'),
    });
    expect(proxy.targets).toHaveLength(1);
  });

  test('is tried again when it fails for a moment, and named in the end', async () => {
    proxy.refusal = 503;
    const run = await cli.run(['status', '--json'], toEnv({ HTTPS_PROXY: toAddress() }));

    expect(run.json<Failure>().error.message).toContain('HTTP 503');
    expect(proxy.targets).toHaveLength(3);
  });

  test('is named when it cannot be reached', async () => {
    const env = toEnv({ HTTPS_PROXY: 'http://jane:secret@127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' });
    const run = await cli.run(['status', '--json'], env);

    expect(run.json<Failure>().error).toMatchObject({
      code: 'PROXY_FAILED',
      message:
        'The proxy http://127.0.0.1:9 (HTTPS_PROXY) cannot be reached: connect ECONNREFUSED 127.0.0.1:9.',
    });
    expect(run.stdout + run.stderr).not.toContain('secret');
  });

  test('that is no HTTP proxy is refused', async () => {
    const run = await cli.run(['status', '--json'], toEnv({ HTTPS_PROXY: 'socks5://a:b@c:1080' }));

    expect(run.exitCode).toBe(2);
    expect(run.json<Failure>().error.message).toBe(
      'HTTPS_PROXY is not the address of an HTTP proxy.',
    );
  });

  test('of HTTP_PROXY is for endpoints without TLS', async () => {
    proxy.refusal = 403;
    const env = { HTTP_PROXY: toAddress(), AWS_ENDPOINT_URL: 'http://aws.example.test' };
    const run = await cli.run(['status', '--json'], toEnv(env));

    expect(run.json<Failure>().error).toMatchObject({
      code: 'PROXY_FAILED',
      message: expect.stringContaining(
        '(HTTP_PROXY) refused the connection to aws.example.test:80',
      ),
    });
  });

  test('that inspects TLS gets advice about its certificate', async () => {
    const env = { ...toEnv({ HTTPS_PROXY: toAddress() }), NODE_EXTRA_CA_CERTS: '' };
    const run = await cli.run(['status', '--json'], env);

    expect(run.json<Failure>().error).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});

describe('this machine is reached without a proxy, also with Node’s own proxy support', () => {
  const proxies = () => ({
    HTTPS_PROXY: toAddress(),
    HTTP_PROXY: toAddress(),
    http_proxy: toAddress(),
    NODE_USE_ENV_PROXY: '1',
  });

  test('as an endpoint of AWS_ENDPOINT_URL', async () => {
    const env = toEnv({ ...proxies(), AWS_ENDPOINT_URL: emulator.endpoint });
    const run = await cli.run(['status', '--json'], env);

    expect(run.json()).toMatchObject({ ok: true });
    expect(proxy.targets).toEqual([]);
  });

  test('with --local, from the start of the endpoint to its end', async () => {
    for (const command of ['up', 'invoke', 'down']) {
      const run = await cli.run([command, '--local'], proxies());
      expect({ command, exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({
        ...{ command, exitCode: 0 },
      });
    }
    expect(proxy.targets).toEqual([]);
  });
});
