import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderErrors } from '../../scripts/docs/errors.js';
import { CATALOG } from '../../src/errors.js';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'ERRORS.md');

test('docs/ERRORS.md is up to date with the catalogue of errors (if it fails: npm run docs)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(renderErrors());
});

test('docs/TROUBLESHOOTING.md names only codes of the catalogue', () => {
  const page = readFileSync(join(PAGE, '..', 'TROUBLESHOOTING.md'), 'utf8');
  const codes = new Set(page.match(/(?<=`)[A-Z]+_[A-Z_]+(?=`)/g));
  const isVariable = (name: string) => /^(VALKEY_LAB|AWS|NODE|HTTPS)_/.test(name);
  const unknown = [...codes].filter((code) => !isVariable(code) && !(code in CATALOG));
  expect(codes.size).toBeGreaterThan(20);
  expect(unknown).toEqual([]);
});
