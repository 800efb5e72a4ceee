import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { explain } from '../../../src/iam-auth/index.js';
import { ATTEMPTS } from '../../../src/verification/attempts.js';
import { signToken } from '../../emulator/cache/support/token.js';

const page = readFileSync(new URL('../../../docs/VERIFY.md', import.meta.url), 'utf8');

/** Returns the cells of the table below a heading, row by row. */
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

test('docs/VERIFY.md lists exactly the attempts of the table', () => {
  const attempts = ATTEMPTS.map(({ name, what, expected, probe }) => [
    `\`${name}\``,
    what,
    expected ?? (probe ? 'as the access string says' : 'not documented'),
  ]);
  expect(readTable('The attempts')).toEqual(attempts);
});

test('docs/VERIFY.md lists exactly the rules of a token', async () => {
  const token = await signToken();
  const expiration = new Date(Date.now() + 60_000);
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', expiration };
  const findings = await explain({ token, credentials });

  expect(readTable('The rules of a token').map(([rule]) => rule)).toEqual(
    findings.map(({ rule }) => `\`${rule}\``),
  );
});

test('the example of docs/VERIFY.md prints the output on the page', async () => {
  const [, program = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
  // The file is in the package, because only there it can import the built package by name.
  const folder = mkdtempSync(join(process.cwd(), 'dist', 'example-'));
  try {
    const file = join(folder, 'explain.mjs');
    writeFileSync(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);

    const [region = '', policy = '', end] = stdout.split('\n');
    expect(region).toMatch(/^region: .* "eu-west-1", but the cache is in "us-east-1"\. /);
    expect(policy).toMatch(
      /^policy-user: No policy allows elasticache:Connect on the ARN of the user/,
    );
    expect(end).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
