import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { lintProse } from './lint.mjs';

/**
 * Checks for plain words and short sentences in Markdown, comments, messages and test names (part of `npm run lint`).
 *
 *   node scripts/prose/check.mjs [FILE …]
 *
 * Without files, reads the whole repository.
 */

const READABLE = /\.(md|[cm]?[jt]s)$/;
const GENERATED = /^(docs\/pictures|dist)\/|\.d\.ts$/;

const named = process.argv.slice(2);
const files = named.length > 0 ? named : listFiles();
const findings = (
  await Promise.all(files.map((file) => lintProse(file, readFileSync(file, 'utf8'))))
).flat();

for (const { file, line, message } of findings) {
  process.stdout.write(`${file}:${line}  ${message}\n`);
}
if (findings.length > 0) {
  process.stdout.write(`${findings.length} findings in prose.\n`);
  process.exitCode = 1;
}

function listFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { encoding: 'utf8' }).split('\0');
  return listed.filter((one) => READABLE.test(one) && !GENERATED.test(one) && existsSync(one));
}
