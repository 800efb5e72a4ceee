import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Not imported, because a test that imports node:child_process is not a unit test (test/support/projects.ts).
const { execFileSync, spawn } = process.getBuiltinModule('child_process');
const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

test('a unit test cannot start a process', () => {
  expect(() => spawn('true')).toThrow("It starts a process ('true').");
  expect(() => execFileSync('true')).toThrow('A unit test must not do that');
});

test('a unit test cannot read the build', () => {
  expect(() => readFileSync(BUILT)).toThrow('It reads a file of the build');
  expect(() => readFile(BUILT)).toThrow('It reads a file of the build');
});
