import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const CHANGELOG = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-10-01

### Added

- The second.

## [1.1.0] - 2026-09-01

- The first.
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const release = (tag: string, version: string, changelog = CHANGELOG) => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
  const script = join(ROOT, 'scripts', 'release-notes.ts');
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  return spawnSync(tsx, [script, tag], { cwd: folder, encoding: 'utf8' });
};

test('the release notes are the section of that version in the changelog', () => {
  expect(release('v1.2.0', '1.2.0').stdout).toBe('### Added\n\n- The second.\n');
  expect(release('v1.1.0', '1.1.0').stdout).toBe('- The first.\n');
});

test('a tag that differs from the version of package.json fails', () => {
  const { status, stderr } = release('v1.1.0', '1.2.0');
  expect(status).toBe(1);
  expect(stderr).toBe('The tag is v1.1.0, but package.json has version 1.2.0.\n');
});

test.each([
  ['without a section', CHANGELOG],
  ['without a date', CHANGELOG.replace('[Unreleased]', '[1.3.0]')],
  ['without text', CHANGELOG.replace('[Unreleased]', '[1.3.0] - 2026-11-01')],
])('a version %s in the changelog fails', (_, changelog) => {
  const { status, stdout, stderr } = release('v1.3.0', '1.3.0', changelog);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('CHANGELOG.md has no "## [1.3.0]');
});

test('the changelog has the format of Keep a Changelog', () => {
  const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const heads = [...text.matchAll(/^## (.+)$/gm)].map(([, head]) => head);
  expect(heads[0]).toBe('[Unreleased]');
  for (const head of heads.slice(1))
    expect(head).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/);
  const kinds = [...text.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind);
  const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
  expect(known).toEqual(expect.arrayContaining(kinds));
});
