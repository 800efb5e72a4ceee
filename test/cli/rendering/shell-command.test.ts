import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderShellCommand } from '../../../src/cli/rendering/shell-command.js';

const POLICY = JSON.stringify(
  { Resource: ['arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01'] },
  null,
  1,
);

/** Returns the words that a shell makes of a pasted command, whose program prints its arguments. */
function toArguments(lines: readonly string[]): string[] {
  const script = `aws() { printf '%s\\0' "$@"; }\n${lines.join('\n')}\n`;
  return execFileSync('/bin/sh', ['-euc', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('a command for a shell', () => {
  test('is one line where it fits', () => {
    const words = [
      ['aws', 'iam', 'delete-role'],
      ['--role-name', 'a role'],
    ];
    expect(renderShellCommand({ words }, 80)).toEqual(["aws iam delete-role --role-name 'a role'"]);
  });

  test('has one option on each line where it does not, and documents are readable', () => {
    const words = [
      ['aws', 'iam', 'create-policy'],
      ['--policy-name', 'a-name'],
      ['--policy-document', POLICY],
    ];
    expect(renderShellCommand({ words }, 100)).toMatchInlineSnapshot(`
      [
        "aws iam create-policy \\",
        "  --policy-name a-name \\",
        "  --policy-document '{",
        " "Resource": [",
        "  "arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01"",
        " ]",
        "}'",
      ]
    `);
  });

  test('repeats a command with the text of its loop', () => {
    const frame = { before: 'while', after: '> /dev/null; do sleep 1; done' };
    const words = [
      ['aws', 'iam', 'get-role'],
      ['--role-name', 'a-role'],
    ];
    expect(renderShellCommand({ words, frame }, 100)).toEqual([
      'while aws iam get-role --role-name a-role > /dev/null; do sleep 1; done',
    ]);
    expect(renderShellCommand({ words, frame }, 40)).toEqual([
      'while aws iam get-role \\',
      '  --role-name a-role \\',
      '  > /dev/null; do sleep 1; done',
    ]);
  });

  test('gives the shell the same words at every width', () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, maxLength: 90 }),
      fc.stringMatching(/^[\w:/.,-]{1,90}$/),
      fc.constant(POLICY),
    );
    const printable = word.filter((text) => /^[\x20-\x7e\n]+$/.test(text));
    const options = fc.array(fc.array(printable, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(options, fc.integer({ min: 40, max: 120 }), (given, columns) => {
        const lines = renderShellCommand({ words: [['aws', 'run'], ...given] }, columns);
        expect(toArguments(lines)).toEqual(['run', ...given.flat()]);
        // An escaped quote inside a word can make a line longer.
        if (given.flat().every((text) => !text.includes("'"))) {
          expect(
            lines.flatMap((line) => line.split('\n')).filter((line) => stringWidth(line) > columns),
          ).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
