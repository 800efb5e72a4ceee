import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

let folder: string;
beforeEach(() => {
  // Runs in a copy, because `npm run dev` would replace a file in dist/ that other tests need.
  folder = mkdtempSync(join(tmpdir(), 'dev-'));
  for (const name of ['package.json', 'tsconfig.json', 'src', 'handler', 'scripts']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'home'));
});
afterEach(() => {
  dev('local', 'stop');
  rmSync(folder, { recursive: true });
}, 60_000);

function dev(...args: string[]) {
  return execFileSync(process.execPath, ['--import', 'tsx', 'scripts/dev.ts', ...args], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: { PATH: process.env['PATH'], HOME: join(folder, 'home') },
  });
}

test('npm run dev runs the program and its local endpoint from source, without a build', () => {
  dev('up', '--local', '--quiet');
  const invoked = JSON.parse(dev('invoke', '--local', '--quiet', '--json'));

  expect(invoked.payload).toBe('Fetched value from Valkey');
  expect(existsSync(join(folder, 'dist', 'cli.js'))).toBe(false);
  expect(readFileSync(join(folder, 'dist', 'local-endpoint.js'), 'utf8')).toContain(
    join(folder, 'src', 'emulator'),
  );
}, 240_000);
