import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What the README shows, pasted into a shell on this machine: `valkey-lab` is the built program, and local. */

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const blocks = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) => script);
/** They set up the machine and run these tests: CI itself is one of them. */
const isSetUp = (script: string) => /\bscripts\//.test(script);
const shown = blocks.filter((script) => !isSetUp(script));

const findMissing = (script: string) =>
  ['aws', 'valkey-cli'].find(
    (tool) =>
      new RegExp(`^\\s*${tool} `, 'm').test(script) &&
      spawnSync('which', [tool], { stdio: 'ignore' }).status !== 0,
  );

let home: string;
let env: Record<string, string>;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'readme-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const program = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist', 'cli.js')}" "$@"\n`;
  writeFileSync(join(bin, 'valkey-lab'), program, { mode: 0o755 });
  env = { PATH: `${bin}:${process.env['PATH']}`, HOME: home, VALKEY_LAB_LOCAL: 'true' };
});
afterAll(async () => {
  await paste('valkey-lab local stop');
  rmSync(home, { recursive: true, force: true });
});

const paste = (script: string) =>
  promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: home, env });

test('the README shows commands', () => {
  expect(shown.length).toBeGreaterThan(3);
  expect(blocks.filter(isSetUp).map((script) => script.trim())).toEqual([
    'bash scripts/quickstart.sh',
    'bash scripts/test.sh',
  ]);
});

describe.each(shown.map((script) => [script.trim().split('\n')[0], script] as const))(
  '%s …',
  (_first, script) => {
    test('works when it is pasted', async ({ skip }) => {
      const missing = findMissing(script);
      if (missing) skip(`${missing} is not installed here`);
      const { stderr } = await paste(script);
      expect(stderr).not.toMatch(/^Error /m);
    }, 60_000);
  },
);

test('every command of the program is in the README', () => {
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'dist', 'cli.js'), '--help'], {
    encoding: 'utf8',
  });
  const list = stdout.slice(stdout.indexOf('Commands:'));
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name);
  expect(names).toContain('up');
  for (const name of names.filter((one) => one !== 'help')) expect(README).toContain(`\`${name}`);
});
