import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The program as it is installed: packed, put into an empty project, started through its bin. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const options = { cwd: join(import.meta.dirname, '..', '..'), encoding: 'utf8' } as const;
  const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
  const name = execFileSync('npm', pack, {
    ...options,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, name)];
  execFileSync('npm', [...install, '--prefix', folder], { ...options, stdio: 'ignore' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the bin starts the program, with nothing but itself installed', () => {
  const bin = join(folder, 'node_modules', '.bin', 'valkey-lab');
  expect(execFileSync(bin, ['--version'], { encoding: 'utf8' })).toBe('0.1.0\n');
  const installed = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  expect(Object.keys(installed.packages)).toEqual(['', 'node_modules/valkey-lab']);
});

test('the licences of what is bundled come along', () => {
  const file = join(folder, 'node_modules', 'valkey-lab', 'dist', 'THIRD-PARTY-LICENSES');
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  for (const name of ['ioredis', 'commander', '@aws-sdk/client-lambda', 'yauzl']) {
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});
