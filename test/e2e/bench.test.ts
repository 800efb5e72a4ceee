import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('bench', () => {
  test('measures the lab, prints a document or a table, and changes nothing', async () => {
    await cli.run(['up', '--local', '--quiet']);
    const args = ['bench', '--local', '--count', '8', '--concurrency', '2'];
    const run = await cli.run([...args, '--json']);
    expect(run.exitCode).toBe(0);
    const distribution = {
      min: expect.any(Number),
      p50: expect.any(Number),
      p99: expect.any(Number),
    };
    expect(run.json()).toMatchObject({
      ...{ command: 'bench', ok: true, lab: '', region: 'us-east-1', account: '123456789012' },
      ...{ local: true, function: 'AccessValkey', count: 8, concurrency: 2, failed: 0, retried: 0 },
      cold: {
        count: 4,
        callerMs: distribution,
        initDurationMs: distribution,
        connectMs: distribution,
      },
      warm: { count: 8, callerMs: distribution, initDurationMs: null, getMs: distribution },
      throughputPerSecond: expect.any(Number),
    });
    const { stdout } = await cli.run(args);
    expect(stdout).toMatch(/^AccessValkey: 8 warm invocations, 2 at once/);
    expect(stdout).toMatch(/^Warm invocations \(8\) .*\n {2}caller( +[\d.]+){6}$/m);
    expect(stdout).toMatch(/^Next: .* down --local/m);
    const up = (await cli.run(['up', '--local', '--json'])).json<{
      resources: { action: string }[];
    }>();
    expect(new Set(up.resources.map(({ action }) => action))).toEqual(new Set(['unchanged']));
  });

  test('without a function, names the command that creates it', async () => {
    const run = await cli.run(['bench', '--local', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: 'RESOURCE_MISSING', hint: expect.stringContaining('deploy-function') },
    });
  });

  test.each([
    ['--count', '0'],
    ['--count', 'many'],
    ['--concurrency', '1001'],
  ])('%s %s is wrong usage, before anything is opened', async (option, value) => {
    const run = await cli.run(['bench', '--local', option, value]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(`${option} is "${value}"`);
  });
});
