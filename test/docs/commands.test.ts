import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

const ROOT = join(import.meta.dirname, '..', '..');
const list = (folder: string, pattern: RegExp) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'llms.txt'],
  ...list('docs', /\.md$/),
  ...list('examples', /\.md$/),
  ...list(join('.github', 'workflows'), /\.yml$/),
];

/** Code on a page: blocks, and spans in a line. A workflow is code as a whole. */
const CODE = /^```.*?^```$|`[^`\n]+`/gms;
/** A command with the program's name; or a span such as `down --all`, which has a command and an option. */
const COMMAND =
  /(?:\bvalkey-lab|\bnode dist\/cli\.js|\bnpm run dev --) ([a-z-][^\n|>#;&)`]*)|^`((?!.*valkey-lab)[a-z-]+ [^`|]*--[a-z][^`|]*)`$/g;

let cli: Cli;
/** The help text of each command, by its name; of the program itself, by an empty name. */
const helps = new Map<string, string>();

beforeAll(async () => {
  cli = createCli();
  for (const parent of ['', 'local ']) {
    const { stdout } = await cli.run([...parent.trim().split(' ').filter(Boolean), '--help']);
    helps.set(parent.trim(), stdout);
    const [, commands = ''] = stdout.split('\nCommands:\n');
    const names = [...commands.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => `${parent}${name}`);
    const runs = names.map(async (name) => {
      const run = await cli.run([...name.split(' '), '--help']);
      helps.set(name, run.stdout);
    });
    await Promise.all(runs);
  }
  helps.set('cleanup', helps.get('down') ?? '');
});
afterAll(() => cli[Symbol.asyncDispose]());

test('the pages and the workflows use only commands and options that exist', () => {
  const commands = pages.flatMap(findCommands);
  const unknown = commands.filter(({ words }) => !exists(words)).map(({ where }) => where);

  expect(commands.length).toBeGreaterThan(200);
  expect(unknown).toEqual([]);
});

test('docs/COMMANDS.md names each option of a command in its row', () => {
  const page = readFileSync(join(ROOT, 'docs', 'COMMANDS.md'), 'utf8');
  const [table = ''] = page.split('## Options of every command');
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const common = toOptions(helps.get('token'));
  const names = [...helps.keys()].filter((name) => !['', 'help', 'cleanup'].includes(name));
  const missing = names.flatMap((name) => {
    const own = rows.filter((row) => toRowCommands(row).includes(name)).join('\n');
    const row = own.includes('as `deploy-function`') ? own + findRow(rows, 'deploy-function') : own;
    return toOptions(helps.get(name))
      .filter((option) => !common.includes(option) && !new RegExp(`[ \`]${option}\\b`).test(row))
      .map((option) => `${name} ${option}`);
  });

  expect(missing).toEqual([]);
});

/** Returns the commands of a row, such as `down` or `local stop`. */
function toRowCommands(row: string): readonly string[] {
  const [, cell = ''] = row.split('|');
  const parent = cell.includes('`local ') ? 'local ' : '';
  return [...cell.matchAll(/`(?:local )?([a-z-]+)/g)].map(([, name]) => `${parent}${name}`);
}

const findRow = (rows: readonly string[], command: string) =>
  rows.find((row) => toRowCommands(row).includes(command)) ?? '';

/** Returns the options in a help text. */
function toOptions(help = ''): readonly string[] {
  const [, options = ''] = help.split('\nOptions:\n');
  return [...options.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
}

function findCommands(page: string): { where: string; words: readonly string[] }[] {
  // The descriptions of resources in commands of the AWS CLI name the program.
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/--description .*/g, '');
  const code = page.endsWith('.yml') ? [text] : (text.match(CODE) ?? []);
  return code.flatMap((part) =>
    [...part.matchAll(COMMAND)]
      // The words after `--` are another program's.
      .map(([, line, span]) => (line ?? span ?? '').replace(/ -- .*/, ''))
      .map((line) => ({ where: `${page}: ${line.trim()}`, words: line.split(/[\s[\]"',.=]+/) }))
      .filter(({ words: [first = ''] }) => part.includes('valkey-lab') || helps.has(first)),
  );
}

function exists(words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  const name = first === 'local' && /^[a-z]/.test(second) ? `local ${second}` : first;
  const help = helps.get(name.startsWith('-') ? '' : name)?.split(/[\s,]+/);
  const options = words.filter((word) => word.startsWith('--') && word !== '--help');
  return help !== undefined && options.every((option) => help.includes(option));
}
