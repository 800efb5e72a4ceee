import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const NUMBER = /\bF\d+\.\d+\b/g;
const page = readFileSync(join(ROOT, 'docs', 'AWS-FACTS.md'), 'utf8');
const facts = [...page.matchAll(/^\| (F\d+\.\d+) \|/gm)].map(([, number]) => number);

const cited = new Map(
  ['src', 'handler', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(m?ts|py)$/.test(file) && !file.endsWith('facts.test.ts'))
      .flatMap((file) => {
        const path = join(folder, file);
        const numbers = readFileSync(join(ROOT, path), 'utf8').match(NUMBER) ?? [];
        return numbers.map((number) => [number, path] as const);
      }),
  ),
);

test('docs/AWS-FACTS.md numbers the facts of each topic from 1', () => {
  const topics = page.split(/^## (?=\d)/m).slice(1);
  const expected = topics.flatMap((topic) => {
    const [number] = topic.split('.');
    const rows = topic.match(/^\| F/gm) ?? [];
    return rows.map((_, index) => `F${number}.${index + 1}`);
  });
  expect(facts.length).toBeGreaterThan(50);
  expect(facts).toEqual(expected);
});

test('every fact number in a comment exists in docs/AWS-FACTS.md', () => {
  const unknown = [...cited].filter(([number]) => !facts.includes(number));
  expect(unknown).toEqual([]);
});

test('every fact of docs/AWS-FACTS.md is cited by code', () => {
  expect(facts.filter((number = '') => !cited.has(number))).toEqual([]);
});
