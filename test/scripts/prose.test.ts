import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const CHECK = join(import.meta.dirname, '..', '..', 'scripts', 'prose', 'check.mjs');

/** Returns the findings of the check in one file, each as `line message`. */
function check(name: string, source: string) {
  const folder = mkdtempSync(join(tmpdir(), 'prose-'));
  try {
    writeFileSync(join(folder, name), source);
    const run = spawnSync(process.execPath, [CHECK, name], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const found = [...run.stdout.matchAll(/^.*?:(\d+) {2}(.*)$/gm)];
    const findings = found.map(([, line, message]) => `${line} ${message}`);
    expect(run.status).toBe(findings.length > 0 ? 1 : 0);
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const words = (count: number) => `A sentence ${'with words '.repeat((count - 2) / 2)}`.trim();

describe('the prose check finds', () => {
  test('a word of the list in a paragraph, a heading and a table cell', () => {
    const page = [
      '# Made anew',
      '',
      'Ask whoever',
      'knows.',
      '',
      '| a | b |',
      '|---|---|',
      '| it goes on | b |',
    ];
    expect(check('page.md', page.join('\n'))).toEqual([
      expect.stringMatching(/^1 Avoid "anew"/),
      expect.stringMatching(/^3 Avoid "whoever"/),
      expect.stringMatching(/^8 Avoid "goes on"/),
    ]);
  });

  test('a phrase across a line break', () => {
    expect(check('page.md', 'It reads what is\nthere.')).toEqual([
      expect.stringMatching(/^1 Avoid "what is there"/),
    ]);
  });

  test('a misspelt product name', () => {
    expect(check('page.md', 'An elasticache in Typescript.')).toEqual([
      '1 Write "ElastiCache", not "elasticache".',
      '1 Write "TypeScript", not "Typescript".',
    ]);
  });

  test('a sentence of 36 words, and only that sentence', () => {
    expect(check('page.md', `Short. ${words(36)}. Short.`)).toEqual([
      '1 Split this sentence: it has 36 words, the limit is 35.',
    ]);
  });

  test('words in comments, with the line of each word', () => {
    const code = [
      'const a = 1;',
      '/**',
      ' * Nobody reads',
      ' * it anew.',
      ' */',
      '// One line,',
      '// then whoever.',
    ];
    expect(check('code.ts', code.join('\n'))).toEqual([
      expect.stringMatching(/^3 Avoid "Nobody"/),
      expect.stringMatching(/^4 Avoid "anew"/),
      expect.stringMatching(/^7 Avoid "whoever"/),
    ]);
  });

  test('words in errors, hints, help texts, notes and test names', () => {
    const code = [
      "throw new LabError('CODE', `The ${kind} is made anew.`);",
      "const entry = { hint: 'Mend it.' };",
      "command.description('goes on where it stopped');",
      "ui.note(isOld ? 'nobody asked' : 'fine text');",
      "test.each([1])('makes it anew', () => {});",
    ];
    const found = check('code.mjs', code.join('\n'));
    expect(found.map((finding) => finding.split(' ')[0])).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('the prose check passes', () => {
  test('plain sentences, code, addresses and file names', () => {
    const page = [
      'Valkey runs behind `whoever anew`, and valkey-server is a program.',
      '',
      'See [the page](https://example.com/anew/lambda) and ./elasticache/index.ts of iam-auth.',
      '',
      '```sh',
      'whoever goes on',
      '```',
      '',
      `${words(34)}.`,
    ];
    expect(check('page.md', page.join('\n'))).toEqual([]);
  });

  test('two sentences with a link or code between them', () => {
    const page = `[${words(18)}](https://example.com/a). \`code\` ${words(18)}. ${words(18)}.`;
    expect(check('page.md', page)).toEqual([]);
  });

  test('inline code as one word of a sentence', () => {
    expect(check('page.md', `${words(34)} \`one two three\`.`)).toEqual([]);
  });

  test('strings that are values, and comments for tools', () => {
    const code = [
      "const a = f('nobody goes on');",
      '// biome-ignore lint/x: whoever',
      "note('nobody');",
    ];
    expect(check('code.ts', code.join('\n'))).toEqual([]);
  });
});
