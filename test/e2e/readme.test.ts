import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * Runs every `sh` block of README.md and docs/ in a shell, with the local endpoint as AWS. The lines of a `text` block
 * that follows are compared with the output; `…` stands for any text.
 */

const ROOT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** Blocks that a test must not run, with the reason. */
const NOT_PASTED: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\bscripts\//, 'The block sets up the machine and runs these tests.'],
  [/^npm (pack|install) /m, 'The block installs the package.'],
  [/\bsudo\b/, 'The block removes packages from the machine.'],
  [/^npx valkey-lab dev /m, 'The command runs until Ctrl-C.'],
  [/^npm run bench/m, 'The benchmark takes minutes.'],
  [/^npm run judges/m, 'The run needs the repositories of other projects, and an hour.'],
  [/\bnpm run aws-run/, 'The run needs an AWS account, or 20 minutes.'],
  [/ -- npm test$/m, 'The block runs the tests of a project.'],
  [/^aws iam /m, 'The local endpoint does not support these commands.'],
];

const pages = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name)),
].filter((page) => page.endsWith('.md'));
const BLOCK = /^```sh\n(.*?)^```$(?:(?:(?!^```).)*?^```text\n(.*?)^```$)?/gms;
const toBlocks = (page: string) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(BLOCK)].map(
    ([, script = '', shown = '']) => ({ script, lines: shown.split('\n').filter(Boolean) }),
  );
const isPasted = ({ script }: { script: string }) =>
  !NOT_PASTED.some(([pattern]) => pattern.test(script));
const pasted = pages
  .map((page) => [page, toBlocks(page).filter(isPasted)] as const)
  .filter(([, blocks]) => blocks.length > 0);
const toPattern = (line: string) => new RegExp(line.split('…').map(escapeRegExp).join('.*'));
const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const findMissingTool = (script: string) =>
  ['aws', 'valkey-cli'].find(
    (tool) =>
      new RegExp(`^\\s*${tool} `, 'm').test(script) &&
      spawnSync('which', [tool], { stdio: 'ignore' }).status !== 0,
  );

test('the pages have commands, and the tests run most of them', () => {
  expect(pasted.map(([page]) => page)).toEqual(
    expect.arrayContaining(['README.md', 'docs/START.md']),
  );
  const all = pages.flatMap(toBlocks);
  expect(all.filter(isPasted).length).toBeGreaterThan(all.length / 2);
});

test('docs/FIRST-FUNCTION.md has no command that no test runs, except the installation', () => {
  const page = join('docs', 'FIRST-FUNCTION.md');
  const skipped = toBlocks(page).filter((block) => !isPasted(block));
  expect(skipped.map(({ script }) => script)).toEqual(['bash scripts/quickstart.sh\n']);
  const languages = readFileSync(join(ROOT, page), 'utf8').match(/(?<=^```).+$/gm) ?? [];
  expect(new Set(languages)).toEqual(new Set(['sh', 'text']));
});

test('npx valkey-lab runs the built program of a checkout', async () => {
  const { stdout } = await run('npx', ['valkey-lab', 'down', '--help'], { cwd: ROOT });
  expect(stdout).toMatch(/^Usage: valkey-lab down/m);
}, 30_000);

describe.each(pasted)('%s', (_page, blocks) => {
  let home: string;
  let env: Record<string, string>;
  const paste = (script: string) =>
    run('bash', ['-euo', 'pipefail', '-c', script], { cwd: home, env });

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'readme-'));
    const bin = join(home, 'bin');
    mkdirSync(bin);
    // The blocks run in an empty folder, where the real npx would not find the program.
    const program = `[ "$1" = valkey-lab ] || exit 64\nshift\nexec "${process.execPath}" "${join(ROOT, 'dist', 'cli.js')}" "$@"\n`;
    writeFileSync(join(bin, 'npx'), `#!/bin/sh\n${program}`, { mode: 0o755 });
    env = { PATH: `${bin}:${process.env['PATH']}`, HOME: home, VALKEY_LAB_LOCAL: 'true' };
  });
  afterAll(async () => {
    await paste('npx valkey-lab local stop');
    rmSync(home, { recursive: true, force: true });
  });

  for (const { script, lines } of blocks) {
    test(`${script.trim().split('\n')[0]} … works as written`, async ({ skip }) => {
      const missing = findMissingTool(script);
      if (missing) skip(`${missing} is not installed here`);
      const { stdout, stderr } = await paste(script);
      expect(stderr).not.toMatch(/^Error /m);
      for (const line of lines) expect(stdout).toMatch(toPattern(line));
    }, 180_000);
  }
});

test('docs/COMMANDS.md describes every command of the program', () => {
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'dist', 'cli.js'), '--help'], {
    encoding: 'utf8',
  });
  const list = stdout.slice(stdout.indexOf('Commands:'));
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name);
  const page = readFileSync(join(ROOT, 'docs', 'COMMANDS.md'), 'utf8');
  expect(names).toContain('up');
  for (const name of names.filter((one) => one !== 'help')) expect(page).toContain(`\`${name}`);
});
