import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { type Cli, createCli } from '../support/cli.js';

const COMMANDS = [
  [],
  ['up'],
  ['invoke'],
  ['down'],
  ['create-cache'],
  ['create-users'],
  ['create-role'],
  ['deploy-function'],
  ['dev'],
  ['export'],
  ['init'],
  ['status'],
  ['doctor'],
  ['logs'],
  ['bench'],
  ['token'],
  ['ping'],
  ['proxy'],
  ['explain'],
  ['verify'],
  ['learn'],
  ['completion'],
  ['local'],
  ['local', 'start'],
  ['local', 'stop'],
  ['local', 'status'],
  ['local', 'env'],
  ['local', 'run'],
];

let cli: Cli;
beforeAll(() => {
  cli = createCli();
});
afterAll(() => cli[Symbol.asyncDispose]());

describe('help', () => {
  test.each(COMMANDS.map((words) => [words.join(' ') || 'valkey-lab', words] as const))(
    'of %s',
    async (_name, words) => {
      const run = await cli.run([...words, '--help']);
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toMatchSnapshot();
    },
  );

  test('lists every command', async () => {
    const { stdout } = await cli.run(['--help']);
    const listed = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)(?:\|[a-z]+)? /gm)].map(
      ([, name]) => name,
    );
    const expected = COMMANDS.filter(({ length }) => length === 1).map(([name]) => name);
    expect(listed.filter((name) => name !== 'help').sort()).toEqual(expected.sort());
  });

  test('--version prints the version of the package', async () => {
    expect((await cli.run(['--version'])).stdout).toBe(`${packageJson.version}\n`);
  });
});
