import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyCheckout, toCloneLines } from '../../scripts/judges/checkout.js';
import { compareResults } from '../../scripts/judges/compare.js';
import { parseExpected } from '../../scripts/judges/expected.js';
import { parseResults } from '../../scripts/judges/results.js';

const ROOT = join(import.meta.dirname, '..', '..');

describe('a checkout', () => {
  let folder: string;
  let upstream: string;
  let commit: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'judges-'));
    upstream = join(folder, 'upstream');
    mkdirSync(join(upstream, 'tests'), { recursive: true });
    writeFileSync(join(upstream, 'tests', 'a.test.js'), 'one');
    writeFileSync(join(upstream, 'README.md'), 'not needed');
    git('init', '--quiet');
    git('add', '--all');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'first');
    commit = git('rev-parse', 'HEAD').trim();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', upstream, ...args], { encoding: 'utf8' });
  const toOrigin = (changes: { commit?: string } = {}) => ({
    ...{ url: upstream, commit, licence: 'MIT', paths: ['tests'], ...changes },
  });
  const copy = (origin = toOrigin()) => copyCheckout('suite', origin, folder, join(folder, 'copy'));

  test('is made by the printed commands, and only its needed files are copied', () => {
    const lines = toCloneLines('suite', toOrigin(), folder);
    execFileSync('bash', ['-euc', lines], { stdio: 'ignore' });
    copy();

    expect(readdirSync(join(folder, 'copy'))).toEqual(['tests']);
    expect(readFileSync(join(folder, 'copy', 'tests', 'a.test.js'), 'utf8')).toBe('one');
  });

  test('that is missing is refused with the commands that clone it', () => {
    expect(() => copy()).toThrow(toCloneLines('suite', toOrigin(), folder));
  });

  test('of another commit is refused with both commits', () => {
    execFileSync('git', ['clone', '--quiet', upstream, join(folder, 'suite')]);
    const pinned = '0'.repeat(40);

    expect(() => copy(toOrigin({ commit: pinned }))).toThrow(
      new RegExp(`is at ${commit}, but the judge is pinned to ${pinned}`),
    );
  });

  test('with changed files is refused, unless no test needs them', () => {
    execFileSync('git', ['clone', '--quiet', upstream, join(folder, 'suite')]);
    writeFileSync(join(folder, 'suite', 'README.md'), 'changed');
    copy();
    writeFileSync(join(folder, 'suite', 'tests', 'a.test.js'), 'two');

    expect(() => copy()).toThrow(/differs from its commit:\n.*tests\/a\.test\.js/);
  });
});

const group = { because: 'no KEYS', source: 'F5.4', tests: ['a > b'] };

describe('the list of expected failures', () => {
  const parse = (value: unknown) => parseExpected('suite', JSON.stringify(value));

  test('has groups with a reason, a source and titles', () => {
    expect(parse([group])).toEqual([group]);
  });

  test.each([
    ['an object', {}, 'whole file: must be a list'],
    ['a group without a reason', [{ ...group, because: '' }], 'group 1: needs the texts'],
    ['a group without tests', [group, { ...group, tests: [] }], 'group 2: needs the texts'],
    ['an unknown source', [{ ...group, source: 'a blog' }], '`source` must be a fact such as F5.4'],
    ['a title twice', [group, group], '"a > b" is listed twice'],
  ])('%s is refused with its place', (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
  });

  test('of each judge is valid, and its sources are facts of docs/AWS-FACTS.md', () => {
    const facts = readFileSync(join(ROOT, 'docs', 'AWS-FACTS.md'), 'utf8');
    const lists = join(ROOT, 'scripts', 'judges', 'expected');
    for (const file of readdirSync(lists)) {
      for (const { source } of parseExpected(file, readFileSync(join(lists, file), 'utf8'))) {
        if (source.startsWith('F')) expect(facts).toContain(source);
      }
    }
  });
});

describe('the comparison', () => {
  const expected = [
    { because: 'no KEYS', source: 'F5.4', tests: ['keys', 'keys again'] },
    { because: 'a race', source: 'race', mayPass: true, tests: ['race'] },
  ];
  const toResults = (outcomes: Readonly<Record<string, 'passed' | 'failed' | 'skipped'>>) =>
    Object.entries(outcomes).map(([title, outcome]) => ({ title, outcome }));

  test('expects the listed failures, and no others', () => {
    const results = toResults({
      keys: 'failed',
      'keys again': 'failed',
      get: 'passed',
      set: 'failed',
    });
    const comparison = compareResults(results, expected, true);

    expect(comparison).toMatchObject({ passed: 1, nowPassing: [], notRun: [] });
    expect(comparison.refusals).toEqual([{ group: expected[0], tests: ['keys', 'keys again'] }]);
    expect(comparison.newFailures.map(({ title }) => title)).toEqual(['set']);
  });

  test('a listed test that fails with another error is a new failure', () => {
    const groups = [{ ...group, error: 'unknown command' }];
    const toResult = (message: string) => ({ title: 'a > b', outcome: 'failed' as const, message });

    expect(compareResults([toResult("ERR unknown command 'keys'")], groups, true)).toMatchObject({
      newFailures: [],
    });
    expect(compareResults([toResult('a timeout')], groups, true)).toMatchObject({
      refusals: [],
      newFailures: [{ message: 'a timeout' }],
    });
  });

  test('reports a listed test that passes, except a race', () => {
    const results = toResults({ keys: 'passed', 'keys again': 'failed', race: 'passed' });

    expect(compareResults(results, expected, true).nowPassing).toEqual(['keys']);
  });

  test('reports a listed test that did not run, in a whole run only', () => {
    const results = toResults({ 'keys again': 'failed' });

    expect(compareResults(results, expected, true).notRun).toEqual(['keys']);
    expect(compareResults(results, expected, false).notRun).toEqual([]);
  });

  test('of two tests with one title, a failure counts', () => {
    const results = [...toResults({ get: 'failed' }), ...toResults({ get: 'passed' })];

    expect(compareResults(results, expected, false).newFailures).toHaveLength(1);
  });
});

describe('the results', () => {
  test('are lines of a reporter', () => {
    const lines = ['{"title":"a","outcome":"failed","message":"no\\nmore"}', '{"isEnd":true}', ''];

    expect(parseResults(lines.join('\n'))).toEqual([
      { title: 'a', outcome: 'failed', message: 'no' },
    ]);
  });

  test('of a suite that ended too early are refused with the last test', () => {
    expect(() => parseResults('{"title":"a","outcome":"passed"}\n')).toThrow(
      'The suite ended before its last test. The last result is of: a.',
    );
  });
});

test.each([
  [[], '--from DIR is missing.'],
  [['--from', '.', 'jedis'], 'There is no judge "jedis". The judges are bullmq, '],
  [['--from', '.', '--files', 'a'], '--files needs one NAME.'],
])('npm run judges refuses %j', (args, message) => {
  const script = join(ROOT, 'scripts', 'judges.ts');
  const { status, stderr } = spawnSync(
    join(ROOT, 'node_modules', '.bin', 'tsx'),
    [script, ...args],
    { encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
