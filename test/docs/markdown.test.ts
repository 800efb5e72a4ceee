import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLocalAws } from '../../src/local.js';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const pages = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(DOCS, name), 'utf8') }));

test('each `aws.…` in the docs is a member of the local endpoint', async () => {
  await using aws = await startLocalAws();
  const named = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/(?<![\w./-])aws((?:\.[a-z]\w*)+)/g)]
      .map(([, path = '']) => path.slice(1).split('.'))
      .filter((path) => !has(aws, path))
      .map((path) => `${name}: aws.${path.join('.')}`),
  );

  expect(named).toEqual([]);
});

test('a link is separated from the punctuation before it', () => {
  const glued = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/[.,;]\(?\[[^\]]+\]\([^)]+\)/g)].map(([link]) => `${name}: ${link}`),
  );

  expect(glued).toEqual([]);
});

function has(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (typeof value !== 'object' || value === null || !(name in value)) return false;
  return has(Reflect.get(value, name), rest);
}
