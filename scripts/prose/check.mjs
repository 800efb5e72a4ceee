import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { lintProse } from './lint.mjs';

/**
 * Checks for plain words and short sentences in Markdown, comments, messages and test names (part of `npm run lint`).
 *
 *   node scripts/prose/check.mjs [--summary] [--all] [FILE …]
 *
 * Without files, reads the whole repository and compares the number of findings in each folder with baseline.json.
 * `--all` shows every finding, and `--summary` only the numbers.
 */

const BASELINE = new URL('baseline.json', import.meta.url);
const READABLE = /\.(md|[cm]?[jt]s)$/;
const GENERATED = /^(docs\/pictures|dist)\/|\.d\.ts$/;

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const files = named.length > 0 ? named : listFiles();
const findings = (
  await Promise.all(files.map((file) => lintProse(file, readFileSync(file, 'utf8'))))
).flat();

/** @type {Record<string, number>} allowed findings by path prefix; the longest matching prefix counts; without one, 0 */
const allowed = named.length > 0 ? {} : JSON.parse(readFileSync(BASELINE, 'utf8'));
const counts = countByPrefix();
const tooMany = [...counts].filter(([prefix, count]) => count > (allowed[prefix] ?? 0));

if (flags.includes('--update')) {
  const entries = [...counts].filter(([, count]) => count > 0).sort();
  writeFileSync(BASELINE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
} else {
  if (flags.includes('--summary')) printSummary();
  else printFindings();
  if (tooMany.length > 0) process.exitCode = 1;
}

function listFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { encoding: 'utf8' }).split('\0');
  return listed.filter((one) => READABLE.test(one) && !GENERATED.test(one) && existsSync(one));
}

/** @param {string} file */
function toPrefix(file) {
  const prefixes = Object.keys(allowed).filter((prefix) => file.startsWith(prefix));
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest ?? file.replace(/\/.*/, '/');
}

function countByPrefix() {
  const result = new Map(Object.keys(allowed).map((prefix) => [prefix, 0]));
  for (const { file } of findings) {
    const prefix = toPrefix(file);
    result.set(prefix, (result.get(prefix) ?? 0) + 1);
  }
  return result;
}

function printFindings() {
  const shown = flags.includes('--all')
    ? findings
    : findings.filter(({ file }) => tooMany.some(([prefix]) => prefix === toPrefix(file)));
  for (const { file, line, message } of shown.sort(byPlace)) {
    process.stdout.write(`${file}:${line}  ${message}\n`);
  }
  for (const [prefix, count] of tooMany) {
    process.stdout.write(`${prefix}: ${count} findings, ${allowed[prefix] ?? 0} allowed.\n`);
  }
}

function printSummary() {
  for (const [prefix, count] of [...counts].sort()) {
    process.stdout.write(
      `${String(count).padStart(5)}  ${prefix}  (${allowed[prefix] ?? 0} allowed)\n`,
    );
  }
  process.stdout.write(`${String(findings.length).padStart(5)}  in all\n`);
}

/**
 * @param {import('./lint.mjs').Finding} a
 * @param {import('./lint.mjs').Finding} b
 */
function byPlace(a, b) {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}
