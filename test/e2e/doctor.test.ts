import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

interface DoctorDocument {
  readonly ok: boolean;
  readonly checks: readonly {
    check: string;
    state: string;
    message: string;
    remedy: string | null;
  }[];
  readonly error: { code: string };
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('doctor', () => {
  test('prints a line for each check, or a document', async () => {
    const { exitCode, stdout } = await cli.run(['doctor', '--local']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ permissions +All \d+ actions are allowed/m);
    expect(stdout).toMatch(/\d+ ok, \d+ warnings, 0 failed, 0 not checked\.$/m);

    const document = (await cli.run(['doctor', '--local', '--json'])).json<DoctorDocument>();
    expect(document.ok).toBe(true);
    for (const check of document.checks) {
      expect(Object.keys(check)).toEqual(['check', 'state', 'message', 'remedy']);
    }
    expect((await cli.run(['down', '--local'])).exitCode).toBe(0);
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test('exits with 1 when a check fails, and still shows all checks', async () => {
    const failed = await cli.run(['doctor', '--json']);
    expect(failed.exitCode).toBe(1);
    const { ok, checks, error } = failed.json<DoctorDocument>();
    expect([ok, error.code]).toEqual([false, 'CHECK_FAILED']);
    expect(checks.find(({ check }) => check === 'credentials')?.state).toBe('failed');
    expect(checks.find(({ check }) => check === 'node')?.state).not.toBe('failed');

    const { stdout, stderr } = await cli.run(['doctor']);
    expect(stdout).toMatch(/^✗ credentials/m);
    expect(stderr).toMatch(/Error CHECK_FAILED: 1 of \d+ checks failed: credentials\./);
  });

  test('prints an operator policy for this lab and account, or for any account without credentials', async () => {
    const policy = (await cli.run(['doctor', '--local', '--print-policy', '--lab', 'pr-7'])).json<{
      Statement: { Sid: string; Resource: string[] }[];
    }>();
    expect(policy.Statement.find(({ Sid }) => Sid === 'Create')?.Resource).toContain(
      'arn:aws:lambda:us-east-1:123456789012:function:pr-7-*',
    );
    const open = await cli.run(['doctor', '--print-policy', '--region', 'eu-west-1', '--json']);
    expect(open.exitCode).toBe(0);
    expect(open.stdout).toContain('arn:aws:lambda:eu-west-1:*:function:*');
    expect(open.stderr).toContain('an operator can still give the function any right');
  });

  test('prints two policies when one is too long, and no warning with a boundary', async () => {
    const run = await cli.run(['doctor', '--print-policy', '--lab', 'a-rather-long-name'], {
      VALKEY_LAB_IAM_PATH: '/division/department/team/',
      VALKEY_LAB_PERMISSIONS_BOUNDARY: 'arn:aws:iam::123456789012:policy/division/boundary',
    });
    const policies = run.json<{ Statement: { Sid: string }[] }[]>();
    expect(policies).toHaveLength(2);
    expect(policies.flatMap(({ Statement }) => Statement.map(({ Sid }) => Sid))).toContain(
      'Boundary',
    );
    expect(run.stderr).toContain('a list of 2 policies');
    expect(run.stderr).not.toContain('any right');
  });
});
