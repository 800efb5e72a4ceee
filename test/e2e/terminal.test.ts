import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

/** Runs the program in a pseudo-terminal, as a user does. */

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const ESCAPE = String.fromCharCode(27);
const COLOR = new RegExp(`${ESCAPE}\\[3[0-9]m`);
const INTERRUPT = String.fromCharCode(3);

interface Terminal {
  readonly columns?: number;
  readonly env?: Record<string, string>;
  /** Called with all output so far. */
  onData?(written: string, keys: { type(text: string): void; resize(columns: number): void }): void;
}

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

function runInTerminal(args: readonly string[], { columns = 80, env, onData }: Terminal = {}) {
  return new Promise<{ exitCode: number; written: string }>((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      ...{ cols: columns, rows: 24, cwd: cli.home, name: env?.['TERM'] ?? 'xterm-256color' },
      env: { PATH: process.env['PATH'] ?? '', HOME: cli.home, ...env },
    });
    let written = '';
    child.onData((data) => {
      written += data;
      onData?.(written, {
        type: (text) => child.write(text),
        resize: (to) => child.resize(to, 24),
      });
    });
    child.onExit(({ exitCode }) => resolve({ exitCode, written }));
  });
}

/** Returns the part after the live view: the result. */
const toEnd = (written: string) => written.slice(written.indexOf('The lab is up'));
/** Shows the cursor; the program writes it after the live view, and again at its end. */
const SHOWN = `${ESCAPE}[?25h`;

describe('on a terminal', () => {
  test('the live view is redrawn in place; the result and the next step come last', async () => {
    const { exitCode, written } = await runInTerminal(['up', '--local', '--pace', '0.02'], {
      columns: 110,
    });
    expect(exitCode).toBe(0);
    expect(written).toMatch(/\d+ of 11 done, /);
    expect(written).toMatch(/user-group-attachment .* after serverless-cache cache-01/);
    expect(written).toMatch(/function AccessValkey .* waiting for serverless-cache cache-01/);
    expect(written).toMatch(COLOR);
    // The program hides the cursor during the live view and shows it at the end.
    expect(written.indexOf(`${ESCAPE}[?25l`)).toBeGreaterThan(-1);
    const end = toEnd(written);
    expect(end).toContain('The lab is up on this machine.');
    expect(end.replaceAll(SHOWN, '').trimEnd()).toMatch(
      /Next: .*invoke --local[\s\S]*down --local +# remove everything again$/,
    );
    expect(end).not.toContain(`${ESCAPE}[?25l`);
  });

  test('no line is wider than a narrow terminal, even after a resize', async () => {
    let isResized = false;
    const { exitCode, written } = await runInTerminal(['up', '--local', '--pace', '0.02'], {
      columns: 60,
      onData(_written, { resize }) {
        if (!isResized) resize(34);
        isResized = true;
      },
    });
    expect(exitCode).toBe(0);
    const sequences = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');
    const drawn = written
      .replaceAll(sequences, '\n')
      .split(/[\r\n]+/)
      .filter((line) => /^ {2}\S.* (creating|after)/.test(line));
    expect(drawn.length).toBeGreaterThan(0);
    for (const line of drawn) expect(line.length).toBeLessThan(60);
  });

  test.each([
    ['NO_COLOR=1: the live view has no colours', { NO_COLOR: '1' }, true],
    ['TERM=dumb: plain lines', { TERM: 'dumb' }, false],
    ['CI=true: plain lines', { CI: 'true' }, false],
  ])('%s', async (_name, env, isRedrawn) => {
    const { exitCode, written } = await runInTerminal(['up', '--local', '--pace', '0.02'], { env });
    expect(exitCode).toBe(0);
    expect(written).not.toMatch(COLOR);
    expect(written.includes(ESCAPE)).toBe(isRedrawn);
    expect(written.includes('… serverless-cache cache-01: creating')).toBe(!isRedrawn);
  });

  test('after Ctrl-C, the cursor is visible, and a message says how to continue', async () => {
    let isTyped = false;
    const { exitCode, written } = await runInTerminal(['up', '--local', '--pace', '1'], {
      onData(soFar, { type }) {
        if (!isTyped && soFar.includes(' done, ')) type(INTERRUPT);
        isTyped ||= soFar.includes(' done, ');
      },
    });
    expect(exitCode).toBe(130);
    expect(written.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(
      written.lastIndexOf(`${ESCAPE}[?25l`),
    );
    expect(written).toMatch(/Continue with .*up --local/);
  });

  test('--quiet prints only the result; --json prints only a document', async () => {
    const quiet = await runInTerminal(['up', '--local', '--quiet']);
    expect(quiet.written).toMatch(/^\S*The lab is up/);
    const json = await runInTerminal(['up', '--local', '--quiet', '--json']);
    expect(JSON.parse(json.written)).toMatchObject({ command: 'up', ok: true });
  });
});

test('the work continues when the reader closes the pipe', async () => {
  const command = `'${process.execPath}' '${PROGRAM}' up --local 2>&1 | head -n 1`;
  const { exitCode } = await new Promise<{ exitCode: number }>((resolve) => {
    const child = spawn('sh', ['-c', command], {
      ...{ cols: 80, rows: 24, cwd: cli.home, name: 'dumb' },
      env: { PATH: process.env['PATH'] ?? '', HOME: cli.home },
    });
    child.onExit(resolve);
  });
  expect(exitCode).toBe(0);
  const status = await cli.run(['status', '--local', '--json']);
  const { resources } = status.json<{ resources: { state: string }[] }>();
  expect(resources.filter(({ state }) => state === 'absent')).toEqual([]);
});
