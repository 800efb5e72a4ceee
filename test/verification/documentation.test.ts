import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ATTEMPTS } from '../../handler/verification/attempts.js';
import { explain } from '../../src/iam-auth/index.js';
import { signToken } from '../emulator/cache/support.js';

const page = readFileSync(new URL('../../docs/VERIFY.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, cell by cell. */
function readTable(heading: string): string[][] {
  const [, section = ''] = page.split(`### ${heading}\n`);
  const [table = ''] = section.split('|---|').slice(1).join('|---|').split('\n\n');
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('docs/VERIFY.md lists just the attempts of the table', () => {
  const attempts = ATTEMPTS.map(({ name, what, expected }) => [
    `\`${name}\``,
    what,
    expected ?? 'as the access string says',
  ]);
  expect(readTable('The attempts')).toEqual(attempts);
});

test('docs/VERIFY.md lists just the rules of a token', async () => {
  const token = await signToken();
  const expiration = new Date(Date.now() + 60_000);
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', expiration };
  const findings = await explain({ token, credentials });

  expect(readTable('The rules of a token').map(([rule]) => rule)).toEqual(
    findings.map(({ rule }) => `\`${rule}\``),
  );
});
