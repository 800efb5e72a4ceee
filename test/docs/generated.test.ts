import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderAssumptions } from '../../scripts/docs/assumptions.js';
import { renderLesson } from '../../scripts/docs/lesson.js';
import { renderStartTimes } from '../../scripts/docs/start-times.js';
import { drawIamAuth } from '../../scripts/pictures/iam-auth-svg.js';
import { drawLab } from '../../scripts/pictures/lab-svg.js';

/** Checks the parts of pages that `npm run docs` writes. test/emulator/parity.test.ts checks the parity tables. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

test('docs/LOCAL.md has the start times of docs/performance.json (if it fails: npm run docs)', () => {
  const page = read('docs', 'LOCAL.md');
  expect(renderStartTimes(page, JSON.parse(read('docs', 'performance.json')))).toBe(page);
});

test('docs/LOCAL.md has the assumptions of the code (if it fails: npm run docs)', () => {
  const page = read('docs', 'LOCAL.md');
  expect(renderAssumptions(page)).toBe(page);
});

test('docs/TUTORIAL.md has the steps of `learn` (if it fails: npm run docs)', () => {
  const page = read('docs', 'TUTORIAL.md');
  expect(renderLesson(page)).toBe(page);
});

test.each(['light', 'dark'] as const)(
  'the %s pictures of docs/CONCEPTS.md are up to date (if it fails: npm run docs)',
  (theme) => {
    expect(read('docs', 'pictures', `iam-auth-${theme}.svg`)).toBe(drawIamAuth(theme));
    expect(read('docs', 'pictures', `lab-${theme}.svg`)).toBe(drawLab(theme));
  },
);
