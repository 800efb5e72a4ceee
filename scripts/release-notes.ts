import { readFileSync } from 'node:fs';

/**
 * `node scripts/release-notes.ts v1.2.3` prints the section of CHANGELOG.md for this version (Node 24 strips the types).
 * Exits with 1 when the tag is not the version of package.json, or when the changelog has no dated section for it.
 */
const [tag] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const section = findSection(readFileSync('CHANGELOG.md', 'utf8'), version);

if (tag !== `v${version}`) fail(`The tag is ${tag}, but package.json has version ${version}.`);
if (!section) fail(`CHANGELOG.md has no "## [${version}] - YYYY-MM-DD" with text below it.`);
process.stdout.write(`${section}\n`);

function findSection(changelog: string, name: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const found = sections.find((text) => text.startsWith(`## [${name}] - `)) ?? '';
  const [head = '', ...lines] = found.split('\n');
  return / - \d{4}-\d{2}-\d{2}$/.test(head) ? lines.join('\n').trim() : '';
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
