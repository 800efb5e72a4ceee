import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ASSUMPTIONS,
  type Assumption,
  AssumptionError,
  EmulatorError,
  EXCLUDED_PAIRS,
  parseChoices,
  startEmulator,
  toChoices,
} from '../../../src/emulator/index.js';

const entries = Object.entries<Assumption>(ASSUMPTIONS);

test.each(entries)('%s assumes one of at least two alternatives', (_id, assumption) => {
  const names = Object.keys(assumption.alternatives);
  expect(names.length).toBeGreaterThan(1);
  expect(names).toContain(assumption.assumed);
  expect(names).toContain(assumption.assumedAtRealPace ?? assumption.assumed);
});

test.each(entries)('%s has names that a command line can hold', (id, { alternatives }) => {
  for (const name of [id, ...Object.keys(alternatives)]) expect(name).toMatch(/^[a-z\d-]+$/);
});

test.each(EXCLUDED_PAIRS.map(({ pair }) => pair))('%s excludes %s', (first, second) => {
  expect(() => parseChoices([first])).not.toThrow();
  expect(() => parseChoices([first, second])).toThrow(
    `${first} and ${second} cannot be played together`,
  );
});

test('a test beside this one plays every assumption', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const isPlayed = (id: string) =>
    texts.some((text) => new RegExp(`^  '?${id}'?: \\{$`, 'm').test(text));
  expect(Object.keys(ASSUMPTIONS).filter((id) => !isPlayed(id))).toEqual([]);
});

test('an unknown assumption is refused with the names of all assumptions', () => {
  expect(() => parseChoices(['tags=late'])).toThrow(
    /There is no assumption "tags".*new-tags, .*pages/,
  );
});

test('an unknown alternative is refused with the names of all alternatives', () => {
  expect(() => parseChoices(['pages=three'])).toThrow(
    'pages has no alternative "three". It has full, one-item.',
  );
});

test.each(['pages', 'pages=', '=one-item', 'pages=one-item=one-item', ''])(
  '"%s" is no choice',
  (text) => {
    expect(() => parseChoices([text])).toThrow(AssumptionError);
  },
);

test('an assumption cannot have two alternatives', () => {
  expect(() => parseChoices(['pages=full', 'pages=one-item'])).toThrow(
    'pages cannot be both full and one-item.',
  );
});

test('only what differs from the assumed alternatives is shown', () => {
  const assume = parseChoices(['pages=one-item', 'new-tags=with-resource', 'lambda-reads=stale']);
  expect(toChoices(assume)).toEqual(['lambda-reads=stale', 'pages=one-item']);
});

test('an endpoint does not start with an assumption that the table lacks', async () => {
  const assume: Record<string, string> = { pages: 'three' };
  const start = startEmulator({ assume });
  await expect(start).rejects.toBeInstanceOf(EmulatorError);
  await expect(start).rejects.toMatchObject({ code: 'ASSUMPTION_INVALID' });
});
