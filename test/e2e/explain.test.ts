import { ElastiCacheClient, ModifyServerlessCacheCommand } from '@aws-sdk/client-elasticache';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIamAuthToken } from '../../src/iam-auth/index.js';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

interface Document {
  readonly ok: boolean;
  readonly subject: string;
  readonly account: string | null;
  readonly rules: readonly {
    rule: string;
    ok: boolean | null;
    message: string;
    remedy: string | null;
  }[];
  readonly error: { code: string; message: string };
}

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

describe('explain', () => {
  let cli: LocalCli;
  let token: string;
  beforeAll(async () => {
    cli = createLocalCli();
    await cli.ask('up', '--local');
    token = (await cli.run(['token', '--local'])).stdout.trim();
  });
  afterAll(() => cli[Symbol.asyncDispose]());

  const explain = (input: string, ...args: string[]) =>
    cli.run(['explain', '-', '--local', ...args], {}, input);
  const signatureOf = (text: string) => /X-Amz-Signature=(\w+)/.exec(text)?.[1] ?? '';

  test('accepts a valid token from stdin', async () => {
    const { exitCode, stdout } = await explain(`${token}\n`);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('The token breaks no rule.');
    expect(stdout).toMatch(/✓ signature {2,}The signature matches the key\./);
  });

  test('accepts the token as an argument too', async () => {
    expect((await cli.run(['explain', token, '--local'])).exitCode).toBe(0);
  });

  test('detects an altered signature with the endpoint’s keys, and prints neither', async () => {
    const signature = signatureOf(token);
    const altered = token.replace(signature, signature.split('').reverse().join(''));
    const { exitCode, stdout, stderr } = await explain(altered);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('The token breaks 1 of 19 rules.');
    expect(stdout).toMatch(/✗ signature/);
    expect(stderr).toContain('Error RULE_BROKEN: The token breaks one rule: signature.');
    expect(stdout + stderr).not.toContain(signatureOf(altered));
    expect(stdout + stderr).not.toContain(cli.record().accessKeyId);
  });

  test('prints all rules as one JSON document', async () => {
    const good = await explain(token, '--json');
    expect(good.json<Document>()).toEqual({
      ...{ command: 'explain', ok: true, lab: '', region: 'us-east-1', account: null, local: true },
      ...{ subject: 'token', rules: expect.any(Array) },
    });

    const bad = await explain(`https://${token}`, '--json');
    expect(bad.exitCode).toBe(1);
    const { ok, error, rules } = bad.json<Document>();
    expect({ ok, code: error.code }).toEqual({ ok: false, code: 'RULE_BROKEN' });
    expect(rules.find(({ rule }) => rule === 'scheme')).toEqual({
      rule: 'scheme',
      ok: false,
      message: 'The token begins with "https://".',
      remedy: expect.stringContaining('Remove the scheme'),
    });
  });

  test.each([
    ['nothing', ''],
    ['a secret by mistake', KEYS.AWS_SECRET_ACCESS_KEY],
  ])('says that %s is no token, and does not show it', async (_what, input) => {
    const { exitCode, stdout, stderr } = await explain(input);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ format');
    if (input) expect(stdout + stderr).not.toContain(input);
  });

  describe('on AWS, where a token needs no call', () => {
    const sign = () =>
      createIamAuthToken({
        ...{ cacheName: 'cache-01', userId: 'iam-user-01', region: 'us-east-1' },
        credentials: {
          accessKeyId: KEYS.AWS_ACCESS_KEY_ID,
          secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY,
        },
      });
    const signatureRule = async (env: Record<string, string>) => {
      const run = await cli.run(['explain', '-', '--json'], env, await sign());
      return run.json<Document>().rules.find(({ rule }) => rule === 'signature')?.ok;
    };

    test("compares the signature with the operator's own credentials", async () => {
      expect(await signatureRule(KEYS)).toBe(true);
      expect(await signatureRule({ ...KEYS, AWS_SECRET_ACCESS_KEY: 'other' })).toBe(false);
    });

    test('leaves the signature undecided with other credentials, and without any', async () => {
      expect(
        await signatureRule({ ...KEYS, AWS_ACCESS_KEY_ID: 'AKIAI44QH8DHBEXAMPLE' }),
      ).toBeNull();
      expect(await signatureRule({})).toBeNull();
    });
  });

  test('refuses a second argument', async () => {
    expect((await cli.run(['explain', 'a', 'b'])).exitCode).toBe(2);
  });

  test("explains the lab's set-up without a token, and how to fix it", async () => {
    const whole = await cli.run(['explain', '--local', '--json']);
    expect(whole.exitCode).toBe(0);
    expect(whole.json<Document>()).toMatchObject({ subject: 'set-up', account: '123456789012' });

    const { endpoint, accessKeyId, secretAccessKey } = cli.record();
    const credentials = { accessKeyId, secretAccessKey };
    await new ElastiCacheClient({ endpoint, region: 'us-east-1', credentials }).send(
      new ModifyServerlessCacheCommand({ ServerlessCacheName: 'cache-01', RemoveUserGroup: true }),
    );

    const broken = await cli.run(['explain', '--local']);
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toMatch(/✗ cache-user-group {2,}The cache cache-01 has no user group/);
    expect(broken.stdout).toMatch(/Next: Run `.*create-users --local`/);
    await cli.ask('create-users', '--local');
    expect((await cli.run(['explain', '--local'])).exitCode).toBe(0);
  });
});
