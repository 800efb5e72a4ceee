import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Parts of the pages that `npm run docs` writes. test/emulator/parity.test.ts checks the tables of parity. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const load = (name: string) => import(join(ROOT, 'scripts', name));

test('the start times of docs/LOCAL.md are those of docs/performance.json (if not: npm run docs)', async () => {
  const { renderStartTimes } = await load('docs/start-times.mjs');
  const page = read('docs', 'LOCAL.md');
  expect(renderStartTimes(page, JSON.parse(read('docs', 'performance.json')))).toBe(page);
});

test.each(['light', 'dark'])('the %s picture of docs/CONCEPTS.md is up to date', async (theme) => {
  const { drawIamAuth } = await load('pictures/iam-auth-svg.mjs');
  expect(read('docs', 'pictures', `iam-auth-${theme}.svg`)).toBe(drawIamAuth(theme));
});
