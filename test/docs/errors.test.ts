import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderErrors } from '../../scripts/docs/errors.js';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'ERRORS.md');

test('docs/ERRORS.md is up to date with the catalogue of errors (if it fails: npm run docs)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(renderErrors());
});
