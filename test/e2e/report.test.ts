import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

let cli: Cli;
let file: string;
beforeEach(() => {
  cli = createCli();
  file = join(cli.home, 'report.html');
});
afterEach(() => cli[Symbol.asyncDispose]());

interface Stretch {
  readonly resource: string | null;
  readonly fromMs: number;
  readonly elapsedMs: number;
}

describe('--report', () => {
  test('of up lists every call; stderr and the document have the critical path', async () => {
    const run = await cli.run(['up', '--local', '--json', '--report', file]);
    expect(run.exitCode).toBe(0);
    const document = run.json<{ criticalPath: Stretch[]; report: string }>();
    expect(document.report).toBe(file);
    expect(document.criticalPath.length).toBeGreaterThan(1);
    let endMs = 0;
    for (const { fromMs, elapsedMs } of document.criticalPath) {
      expect(fromMs).toBe(endMs);
      endMs = fromMs + elapsedMs;
    }
    expect(run.stderr).toContain('The critical path, ');
    const page = readFileSync(file, 'utf8');
    for (const text of ['CreateServerlessCache', 'CreateFunction', 'GetCallerIdentity', 'a VPC']) {
      expect(page).toContain(text);
    }
    // The page contains neither requests nor responses.
    for (const text of ['lambda.amazonaws.com', 'X-Amz', 'AccessString', '+@all', '6379']) {
      expect(page).not.toContain(text);
    }
  });

  test('of an up that fails shows the calls until then', async () => {
    const faults = join(cli.home, 'faults.json');
    const rule = { operation: 'CreateUserGroup', kind: 'error', code: 'AccessDenied' };
    writeFileSync(faults, JSON.stringify({ rules: [rule] }));
    const args = ['up', '--public', '--local', '--faults', faults, '--json', '--report', file];
    const run = await cli.run(args);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      ok: false,
      report: file,
      error: { code: 'ACCESS_DENIED' },
      criticalPath: expect.any(Array),
    });
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('ACCESS_DENIED');
    expect(page).toContain('none: a public endpoint');
    expect(page).toMatch(/CreateUserGroup<\/th><td>\d{3} AccessDenied/);
  });

  test.each(['up', 'bench'])(
    'of %s to a file that cannot be written is a usage error, before the program creates anything',
    async (command) => {
      mkdirSync(join(cli.home, 'folder'));
      for (const bad of ['folder', 'missing/report.html']) {
        const run = await cli.run([command, '--local', '--report', bad]);
        expect(run.exitCode).toBe(2);
        expect(run.stderr).toContain(`The report ${bad} cannot be written`);
        expect(existsSync(cli.localDir)).toBe(false);
      }
    },
  );

  test('of bench shows cold and warm invocations', async () => {
    await cli.run(['up', '--local', '--quiet']);
    const args = ['bench', '--local', '--count', '6', '--concurrency', '1', '--json'];
    const run = await cli.run([...args, '--report', file]);
    expect(run.json()).toMatchObject({ ok: true, report: file, warm: { count: 6 } });
    const page = readFileSync(file, 'utf8');
    for (const text of ['Warm invocations', 'Cold starts', 'cache: connect', '<svg']) {
      expect(page).toContain(text);
    }
  });
});
