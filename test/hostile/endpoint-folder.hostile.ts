import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';
import { sample } from '../support/sample.js';
import { attack } from './support/attack.js';
import { runInLanes } from './support/lanes.js';

let cli: LocalCli;
beforeEach(() => {
  cli = createLocalCli();
});
afterEach(() => cli[Symbol.asyncDispose]());

/** Returns every file and link below a folder, with its content or target. */
function readTree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    entries.map((name) => {
      const path = join(folder, name);
      const found = lstatSync(path);
      if (found.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`];
      return [name, found.isFile() ? readFileSync(path, 'utf8') : 'folder'];
    }),
  );
}

const COMMANDS = [
  ['local', 'status'],
  ['local', 'stop'],
  ['local', 'start'],
  ['local', 'start', '--keep-keys'],
  ['status', '--local'],
  ['up', '--local'],
  ['down', '--local'],
];

describe('files of the user', () => {
  const files: Record<string, string>[] = [
    { 'endpoint.json': '{"prod":1}', 'endpoint.log': 'mine' },
    { 'endpoint.json': '' },
    { 'endpoint.json': '{"pid":1,"folder":"/home"}', 'endpoint.json.bak': 'mine' },
    { 'endpoint.log': 'mine', 'endpoint.json.1234': 'mine' },
    { 'keys.json': '{"accessKeyId":"mine"}' },
    { 'ca.pem': 'mine' },
  ];

  test('stay in a folder that is set as the endpoint’s folder', async (context) => {
    const cases = sample(files.flatMap((own) => COMMANDS.map((command) => ({ own, command }))));
    const { length: times } = cases;
    await attack(context, { area: 'files', name: 'a folder of the user', times }, async () => {
      await runInLanes(cases, async (home, { own, command }) => {
        const dir = mkdtempSync(join(home.home, 'app-'));
        for (const [name, text] of Object.entries(own)) writeFileSync(join(dir, name), text);
        const env = { VALKEY_LAB_LOCAL_DIR: dir };

        await home.run([...command, '--json'], env);
        await home.run(['local', 'stop'], env);

        expect(readTree(dir), command.join(' ')).toEqual(own);
      });
    });
  });

  test('stay when a .env file from a repository names their folder', async (context) => {
    await attack(context, { area: 'files', name: 'a .env names the folder' }, async () => {
      const dir = join(cli.home, 'app');
      mkdirSync(dir, { mode: 0o700 });
      writeFileSync(join(dir, 'endpoint.json'), '{"prod":1}');
      writeFileSync(join(dir, 'endpoint.log'), 'l');
      writeFileSync(join(cli.home, '.env'), 'VALKEY_LAB_LOCAL_DIR=app\n');
      const before = readTree(dir);

      expect((await cli.run(['local', 'status'])).exitCode).toBe(0);

      expect(readTree(dir)).toEqual(before);
    });
  });
});

describe('a folder that another user prepared', () => {
  const preparations: readonly (readonly [string, (dir: string) => void])[] = [
    ['a mode of 0777', (dir) => chmodSync(dir, 0o777)],
    [
      'a mode of 0777, and drafts of 0666',
      (dir) => {
        chmodSync(dir, 0o777);
        for (let pid = 1; pid < 400; pid += 1) {
          const draft = join(dir, `endpoint.json.${pid}`);
          writeFileSync(draft, '', { mode: 0o666 });
          chmodSync(draft, 0o666);
        }
      },
    ],
    [
      'a log that is a link',
      (dir) => symlinkSync(join(cli.home, 'victim'), join(dir, 'endpoint.log')),
    ],
    ['a record that is a link', (dir) => symlinkSync('/dev/zero', join(dir, 'endpoint.json'))],
    ...(process.getuid?.() === 0
      ? [['another owner', (dir: string) => chownSync(dir, 12_345, 12_345)] as const]
      : []),
  ];

  test.for(sample(preparations))('with %s is not used', async ([what, prepare], context) => {
    await attack(context, { area: 'files', name: `a folder with ${what}` }, async () => {
      const victim = join(cli.home, 'victim');
      writeFileSync(victim, 'mine');
      mkdirSync(cli.localDir, { recursive: true, mode: 0o700 });
      prepare(cli.localDir);
      const before = what.includes('record') ? [] : readTree(cli.localDir);

      for (const command of [
        ['up', '--local'],
        ['local', 'status'],
        ['local', 'stop'],
      ]) {
        const run = await cli.run([...command, '--json']);
        // Without a record, `status` and `stop` find no endpoint and succeed.
        if (what.includes('log') && run.exitCode === 0) continue;
        expect(run.exitCode).toBe(1);
        expect(run.json()).toMatchObject({ error: { code: 'LOCAL_FAILED' } });
        expect(run.stdout).toContain(cli.localDir);
      }

      expect(readFileSync(victim, 'utf8')).toBe('mine');
      expect(cli.folders()).toEqual([]);
      if (!what.includes('record')) expect(readTree(cli.localDir)).toEqual(before);
      rmSync(cli.localDir, { recursive: true });
    });
  });

  test('with a link in place of the folder is not used', async (context) => {
    await attack(context, { area: 'files', name: 'a linked folder' }, async () => {
      const target = join(cli.home, 'target');
      mkdirSync(target, { mode: 0o700 });
      mkdirSync(join(cli.localDir, '..'), { recursive: true });
      symlinkSync(target, cli.localDir);

      const run = await cli.run(['up', '--local', '--json']);

      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain('it is a symbolic link');
      expect(readdirSync(target)).toEqual([]);
    });
  });
});
