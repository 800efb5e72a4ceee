import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPackedProject, type PackedProject } from '../support/packed-project.js';

/** Checks the published package: packs it and installs it in an empty project. */

const ROOT = join(import.meta.dirname, '..', '..');
const MAX_BYTES = 1_600_000;
const { version, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let project: PackedProject;
beforeAll(async () => {
  project = await createPackedProject(['npm', 'install', '--offline', '--no-audit', '--no-fund']);
});
afterAll(() => project[Symbol.dispose]());

const judge = (name: string, ...args: string[]) =>
  execFileSync(join(ROOT, 'node_modules', '.bin', name), [...args, project.tarball], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });

test('the bin starts the program without any other package', async () => {
  const bin = join(project.folder, 'node_modules', '.bin', 'valkey-lab');
  expect(await project.run(bin, ['--version'])).toBe(`${version}\n`);
  const installed = JSON.parse(readFileSync(join(project.folder, 'package-lock.json'), 'utf8'));
  expect(Object.keys(installed.packages)).toEqual(['', 'node_modules/valkey-lab']);
});

test('the package is smaller than 1.6 MB', () => {
  expect(statSync(project.tarball).size).toBeLessThan(MAX_BYTES);
});

test('the package contains the licences of bundled packages', () => {
  const file = join(project.folder, 'node_modules', 'valkey-lab', 'dist', 'THIRD-PARTY-LICENSES');
  expect(existsSync(file)).toBe(true);
  const text = readFileSync(file, 'utf8');
  for (const name of ['ioredis', 'commander', '@aws-sdk/client-lambda', 'yauzl']) {
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});

test('every bundled package has a licence text', () => {
  const file = join(project.folder, 'node_modules', 'valkey-lab', 'dist', 'THIRD-PARTY-LICENSES');
  const sections = readFileSync(file, 'utf8').split(`\n${'-'.repeat(80)}\n`);
  const bare = sections.filter((text) => !/copyright|permission/i.test(text));

  expect(sections.length).toBeGreaterThan(30);
  expect(bare).toEqual([]);
});

test('every bundled package has a licence that allows bundling', () => {
  const file = join(project.folder, 'node_modules', 'valkey-lab', 'dist', 'THIRD-PARTY-LICENSES');
  const names = [...readFileSync(file, 'utf8').matchAll(/^\S+ \d\S* \((.+)\)$/gm)];
  const licences = new Set(names.map(([, licence]) => licence));
  expect(names.length).toBeGreaterThan(30);
  const allowed = [
    'MIT',
    'Apache-2.0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
  ];
  expect(allowed).toEqual(expect.arrayContaining([...licences]));
});

test('publint finds no problem', () => {
  expect(judge('publint', 'run', '--strict')).toContain('All good!');
});

test('the types of every export match its code (arethetypeswrong)', () => {
  const report = JSON.parse(judge('attw', '--profile', 'esm-only', '--format', 'json'));
  const { analysis } = report as { analysis: { entrypoints: object; types: object } };
  expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(exports));
  expect(report).toMatchObject({ analysis: { types: { kind: 'included' } } });
});

test('entries without a client can be imported when no client is installed', async () => {
  const names = Object.keys(exports).filter((name) => /^\.(\/(local|iam-auth))?$/.test(name));
  expect(names).toHaveLength(3);
  const load = names.map((name) => `await import('valkey-lab${name.slice(1)}')`).join(';');
  expect(await project.run(process.execPath, ['--input-type=module', '-e', load])).toBe('');
});
