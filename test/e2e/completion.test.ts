import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

/** The typed words -> suggestions that must appear, and suggestions that must not. */
const TYPED: readonly (readonly [line: string, offered: string[], not: string[]])[] = [
  ['', ['up', 'down', 'local', 'completion'], ['start']],
  ['do', ['down', 'doctor'], ['up']],
  ['up --dr', ['--dry-run'], ['--follow']],
  ['cleanup --a', ['--all'], []],
  ['--lab up lo', ['logs', 'local'], []],
  ['local st', ['start', 'stop', 'status'], ['up']],
  ['local start --f', ['--foreground', '--faults'], []],
  ['logs --f', ['--follow'], ['--foreground']],
  ['up --pace ', ['instant', 'real'], ['--json']],
  ['up --region ', [], ['--json', 'up']],
  ['up --dotenv n', ['notes.env'], []],
  ['completion ', ['bash', 'zsh', 'fish'], ['up']],
  ['export ', ['aws-cli', 'cloudformation', 'terraform'], ['up']],
  ['learn ', ['1.1', '3', '5.6'], ['up']],
  ['learn 5', ['5.1', '5.6'], ['4.1']],
];

let cli: Cli;
beforeAll(() => {
  cli = createCli();
  writeFileSync(join(cli.home, 'notes.env'), '');
});
afterAll(() => cli[Symbol.asyncDispose]());

const script = async (shell: string) => (await cli.run(['completion', shell])).stdout;
const isThere = (shell: string) => spawnSync(shell, ['--version']).error === undefined;
const run = (shell: string, args: readonly string[], input: string) =>
  execFileSync(shell, [...args], { cwd: cli.home, input, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

function check(offers: (words: readonly string[]) => string[]): void {
  for (const [line, offered, not] of TYPED) {
    const found = offers(['valkey-lab', ...line.split(' ')]);
    expect({ line, found }).toEqual({ line, found: expect.arrayContaining(offered) });
    for (const name of not)
      expect({ line, found }).not.toEqual({ line, found: expect.arrayContaining([name]) });
  }
}

describe('completion', () => {
  test('in bash', async () => {
    const text = await script('bash');
    check((words) => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const ask = `COMP_WORDS=(${list})\nCOMP_CWORD=${words.length - 1}\n_valkey_lab\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`;
      return run('bash', ['--norc'], `${text}\n${ask}`);
    });
    // Sources the script twice, as a shell does when it reads its start file again.
    expect(run('bash', ['-eu'], `${text}\n${text}\necho ok`)).toEqual(['ok']);
  });

  test.skipIf(!isThere('zsh'))('in zsh (skipped where zsh is not installed)', async () => {
    const text = await script('zsh');
    // Replaces zsh's functions by functions that print the suggestions; zsh itself filters by prefix.
    const own = `compdef() { : }
_describe() { shift $(( $# - 1 )); print -l -- \${\${(P)1}%%:*} }
_files() { print -l -- *(N) }
compadd() { shift; print -l -- "$@" }
`;
    check((words) => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const ask = `words=(${list})\nCURRENT=${words.length}\n_valkey_lab\n`;
      const prefix = words.at(-1) ?? '';
      return run('zsh', ['-f'], `${own}${text}\n${ask}`).filter((each) => each.startsWith(prefix));
    });
  });

  test.skipIf(!isThere('fish'))('in fish (skipped where fish is not installed)', async () => {
    const text = await script('fish');
    check((words) => {
      const ask = `complete -C '${words.join(' ')}'`;
      return run('fish', ['--no-config', '--command', `${text}\n${ask}`], '').map(
        (line) => line.split('\t')[0] ?? '',
      );
    });
  });

  test('refuses an unsupported shell and lists the supported shells', async () => {
    const { exitCode, stderr } = await cli.run(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/bash, zsh, fish/);
  });
});
