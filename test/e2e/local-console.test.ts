import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

/** `local console` of the built program: the address, and the browser that it opens. */

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/_console\/#code=[\w-]{43}/;

interface Address {
  readonly url: string;
  readonly expiresInMs: number;
}

describe('local console', () => {
  let cli: Cli;
  beforeAll(() => {
    cli = createCli();
  });
  afterAll(() => cli[Symbol.asyncDispose]());

  const exchange = async (url: string) => {
    const { origin, hash } = new URL(url);
    const answer = await fetch(`${origin}/_console/session`, {
      method: 'POST',
      headers: { origin },
      body: JSON.stringify({ code: hash.replace('#code=', '') }),
    });
    return answer.status;
  };

  /** Runs the command in a pseudo-terminal, where the only program to open files with is `opener`. */
  const runInTerminal = (opener: string, env: Record<string, string>) => {
    const bin = join(cli.home, 'bin');
    mkdirSync(bin, { recursive: true });
    if (opener !== '') {
      writeFileSync(join(bin, 'xdg-open'), opener);
      chmodSync(join(bin, 'xdg-open'), 0o755);
    }
    return new Promise<string>((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, 'local', 'console'], {
        ...{ cols: 200, rows: 24, cwd: cli.home, name: 'xterm' },
        env: { PATH: bin, HOME: cli.home, ...env },
      });
      let written = '';
      child.onData((data) => {
        written += data;
      });
      child.onExit(() => resolve(written));
    });
  };

  test('without an endpoint, it fails and names the command that starts one', async () => {
    const run = await cli.run(['local', 'console', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      command: 'local console',
      ok: false,
      error: { code: 'LOCAL_NOT_RUNNING', hint: expect.stringContaining('local start') },
    });
    expect(existsSync(cli.localDir)).toBe(false);
  });

  test('prints an address that works once', async () => {
    await cli.run(['local', 'start']);
    const run = await cli.run(['local', 'console']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout.trim()).toMatch(new RegExp(`^${ADDRESS.source}$`));
    expect(run.stderr).toContain('This address works once, within 60 s.');
    expect(await exchange(run.stdout.trim())).toBe(200);
    expect(await exchange(run.stdout.trim())).toBe(401);
    const { url, expiresInMs } = (await cli.run(['local', 'console', '--json'])).json<Address>();
    expect(expiresInMs).toBe(60_000);
    expect(await exchange(url)).toBe(200);
    expect(existsSync(join(cli.localDir, 'console.html'))).toBe(false);
  });

  test('on a terminal, opens a file that only the user can read', async () => {
    const seen = join(cli.home, 'seen');
    const opener = `#!/bin/sh\necho "$@" > '${seen}'\n`;
    const written = await runInTerminal(opener, { DISPLAY: ':0' });
    const [address = ''] = ADDRESS.exec(written) ?? [];
    const file = join(cli.localDir, 'console.html');
    expect(readFileSync(seen, 'utf8')).toBe(`${file}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(`content="0;url=${address}"`);
    expect(await exchange(address)).toBe(200);
  });

  test('says why it opens no browser', async () => {
    expect(await runInTerminal('', {})).toContain('This machine has no desktop. Open the address');
    const failing = await runInTerminal('#!/bin/sh\nexit 3\n', { DISPLAY: ':0' });
    expect(failing).toContain('xdg-open failed (3). Open the address');
  });

  test('a change in the console is what later commands find', async () => {
    const { url } = (await cli.run(['local', 'console', '--json'])).json<Address>();
    const { origin, hash } = new URL(url);
    const post = (name: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${origin}/_console/${name}`, {
        method: 'POST',
        headers: { origin, ...headers },
        body: JSON.stringify(body),
      });
    const session = await post('session', { code: hash.replace('#code=', '') });
    const { key }: { key: string } = await session.json();
    const headers = { authorization: `Bearer ${key}` };
    await post('pace', { pace: '0.5' }, headers);
    await post('assume', { id: 'new-tags', alternative: 'late' }, headers);
    const status = (await cli.run(['local', 'status', '--json'])).json();
    expect(status).toMatchObject({ pace: '0.5', assume: ['new-tags=late'] });
  });

  test('its file disappears with the endpoint', async () => {
    await cli.run(['local', 'stop']);
    expect(existsSync(cli.localDir)).toBe(false);
  });
});
