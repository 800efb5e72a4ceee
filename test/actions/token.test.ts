import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

const MINUTE_MS = 60_000;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

interface TokenDocument {
  readonly token: string;
  readonly expiresAt: string;
}

describe('token', () => {
  let cli: Cli;
  beforeEach(() => {
    cli = createCli();
  });
  afterEach(() => cli[Symbol.asyncDispose]());

  const minutesLeft = (expiresAt: string, since: number) =>
    (Date.parse(expiresAt) - since) / MINUTE_MS;

  /** Runs with credentials that expire after the given number of minutes. */
  async function runWithCredentialsFor(minutes: number) {
    const end = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    const run = await cli.run(['token', '--json'], { ...KEYS, AWS_CREDENTIAL_EXPIRATION: end });
    return { run, end };
  }

  test('is valid for 15 minutes with permanent keys', async () => {
    const startedAt = Date.now();
    const run = await cli.run(['token', '--json'], KEYS);

    const { token, expiresAt } = run.json<TokenDocument & Record<string, unknown>>();
    expect(token).toMatch(/^cache-01\/\?Action=connect&User=iam-user-01&/);
    expect(minutesLeft(expiresAt, startedAt)).toBeGreaterThanOrEqual(15);
    expect(minutesLeft(expiresAt, Date.now())).toBeLessThanOrEqual(15);
  });

  test('expires with the credentials that signed it', async () => {
    const { run, end } = await runWithCredentialsFor(7);

    expect(run.json<TokenDocument & Record<string, unknown>>().expiresAt).toBe(end);
  });

  test('is signed for a user that AWS itself makes, which no lab creates', async () => {
    const env = { ...KEYS, VALKEY_LAB_IAM_USER: 'default.iam-user' };
    const run = await cli.run(['token', '--lab', 'pr-7'], env);

    expect(run.stdout).toMatch(/^pr-7-cache-01\/\?Action=connect&User=default\.iam-user&/);
    const refused = await cli.run(['create-users', '--local', '--json'], env);
    expect(refused.exitCode).toBe(2);
    expect(refused.json()).toMatchObject({ error: { code: 'CONFIG_INVALID' } });
  });

  test('reports missing credentials', async () => {
    const run = await cli.run(['token', '--json']);

    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({ ok: false, error: { code: 'CREDENTIALS_MISSING' } });
  });

  test('reports expired credentials', async () => {
    const { run, end } = await runWithCredentialsFor(-1);

    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: {
        code: 'CREDENTIALS_REFUSED',
        message: expect.stringContaining(`The AWS credentials expired at ${end}`),
      },
    });
  });
});
