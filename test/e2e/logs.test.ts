import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

interface LogsDocument {
  readonly command: string;
  readonly ok: boolean;
  readonly logGroup: string;
  readonly events: readonly { timestamp: string; logStream: string; message: string }[];
  readonly error: { code: string; hint: string };
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

describe('logs', () => {
  test('without a log group, names the command that creates it; refuses an invalid time', async () => {
    const wrong = await cli.run(['logs', '--since', 'yesterday', '--json']);
    expect([wrong.exitCode, wrong.json<LogsDocument>().error.code]).toEqual([2, 'CONFIG_INVALID']);
    const missing = await cli.run(['logs', '--local', '--json']);
    expect(missing.exitCode).toBe(1);
    expect(missing.json<LogsDocument>().error).toMatchObject({
      code: 'RESOURCE_MISSING',
      hint: expect.stringContaining('`valkey-lab up --local`'),
    });
    const followed = await cli.run(['logs', '--local', '--follow', '--json']);
    expect(followed.exitCode).toBe(1);
    expect(followed.stdout.trim().split('\n')).toHaveLength(1);
  });

  test('shows the function’s output, as lines or as a document', async () => {
    await cli.run(['up', '--local', '--quiet']);
    const none = await cli.run(['logs', '--local']);
    expect(none.stdout).toBe('');
    expect(none.stderr).toMatch(/No log lines in the last 10m/);
    await cli.run(['invoke', '--local']);

    const document = (await cli.run(['logs', '--local', '--json'])).json<LogsDocument>();
    expect(document).toMatchObject({
      ...{ command: 'logs', ok: true, logGroup: '/aws/lambda/AccessValkey' },
      events: expect.arrayContaining([
        {
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          logStream: expect.stringContaining('[$LATEST]'),
          message: expect.stringMatching(/^Success: Inserted/),
        },
      ]),
    });
    const { stdout } = await cli.run(['logs', '--local']);
    // The function's own timings are for programs.
    const lines = document.events
      .filter(({ message }) => !message.startsWith('{'))
      .map(({ timestamp, message }) => `${timestamp} ${message}\n`);
    expect(stdout).toBe(lines.join(''));
  });

  test('with --follow, prints one document per line, and exits cleanly on Ctrl-C', async () => {
    await cli.run(['up', '--local', '--quiet']);
    await cli.run(['invoke', '--local', '--quiet']);
    const child = cli.start(['logs', '--local', '--follow', '--json']);
    const closed = once(child, 'close');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    let reports = 0;
    const seen: string[] = [];
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      seen.push(line);
      const { message } = JSON.parse(line) as { message: string };
      if (!message.startsWith('REPORT')) continue;
      reports += 1;
      if (reports === 1) await cli.run(['invoke', '--local', '--quiet']);
      else child.kill('SIGINT');
    }
    const [exitCode] = await closed;
    expect(exitCode).toBe(130);
    expect(reports).toBe(2);
    expect(new Set(seen).size).toBe(seen.length);
    expect(stderr).not.toMatch(/Error/);
  });

  test('with --follow, ends at the next line after its reader has closed the pipe', async () => {
    await cli.run(['up', '--local', '--quiet']);
    await cli.run(['invoke', '--local', '--quiet']);
    const child = cli.start(['logs', '--local', '--follow']);
    const closed = once(child, 'close');
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.stdout?.destroy();
    const end = new AbortController();
    const invoking = (async () => {
      while (!end.signal.aborted) await cli.run(['invoke', '--local', '--quiet']);
    })();
    const [exitCode] = await closed;
    end.abort();
    await invoking;
    expect(exitCode).toBe(0);
  });
});
