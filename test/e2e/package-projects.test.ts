import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPackedProject, type PackedProject } from '../support/packed-project.js';

/** Uses the package in other projects, with each supported Node.js version, npm and pnpm. */

const run = promisify(execFile);
const { exports, peerDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
);

/**
 * Creates, proves and removes a lab. The package manager runs the first command. The others run the file that it has
 * installed, because a package manager takes longer to start than the command takes.
 */
async function proveLab(
  manage: (...args: string[]) => Promise<string>,
  run: (program: string, ...args: string[]) => Promise<string>,
): Promise<void> {
  const installed = join('node_modules', '.bin', 'valkey-lab');
  expect(JSON.parse(await manage('up', '--local', '--json'))).toMatchObject({ ok: true });
  const invoked = JSON.parse(await run(installed, 'invoke', '--local', '--json'));
  expect(invoked).toMatchObject({ payload: 'Fetched value from Valkey' });
  expect(JSON.parse(await run(installed, 'down', '--local', '--json'))).toMatchObject({ ok: true });
}

type FoundNode = { readonly path: string } | { readonly problem: string };

/** Finds Node.js of a major version: the current process's, or one that npx has or fetches. */
async function findNode(major: string): Promise<FoundNode> {
  if (process.versions.node.startsWith(`${major}.`)) return { path: process.execPath };
  const args = ['--yes', '--package', `node@${major}`, 'node', '-p', 'process.execPath'];
  try {
    const { stdout } = await run('npx', args, { timeout: 120_000 });
    return { path: stdout.trim() };
  } catch (error) {
    return skipped(`npm cannot fetch Node ${major} here`, error);
  }
}

function skipped(what: string, error: unknown): { problem: string } {
  const problem = `${what}: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  process.stderr.write(`Skipped: ${problem}\n`);
  return { problem };
}

describe('a project with npm', () => {
  let project: PackedProject;
  beforeAll(async () => {
    project = await createPackedProject(['npm', 'install', '--offline', '--no-audit', '--no-fund']);
    const needed = [
      'vitest',
      'typescript',
      '@types/node',
      '@aws-sdk/client-elasticache',
      'esbuild',
    ];
    for (const name of needed) project.link(name);
    for (const name of Object.keys(peerDependencies)) project.link(name);
    project.copy('examples');
  });
  afterAll(() => project[Symbol.dispose]());

  const inNode = (node: FoundNode, skip: (note: string) => never) => {
    if ('problem' in node) return skip(node.problem);
    // `npx` and `env node` in the bin use the first Node.js on the PATH.
    const env = {
      PATH: `${dirname(node.path)}:${process.env['PATH']}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    return (command: string, ...args: string[]) => project.run(command, args, env);
  };

  describe.each(['20', '22', '24'])('on Node %s', (major) => {
    let node: FoundNode;
    beforeAll(async () => {
      node = await findNode(major);
    }, 120_000);

    test('npx valkey-lab makes, proves and removes a lab', async ({ skip }) => {
      const run = inNode(node, skip);
      expect(await run('node', '--version')).toMatch(`v${major}.`);
      await proveLab((...args) => run('npx', '--offline', 'valkey-lab', ...args), run);
    }, 120_000);

    test('the example program makes, proves and removes a lab', async ({ skip }) => {
      const run = inNode(node, skip);
      const said = await run('node', 'examples/library/lab.js');
      expect(said).toMatch(/^Fetched value from Valkey: true$/m);
      expect(said).toMatch(/^1\d deleted\.$/m);
    }, 120_000);

    test('the examples of the library pass in vitest and in node:test', async ({ skip }) => {
      const run = inNode(node, skip);
      const inside = ['local', 'run', '--with-lab', '--', 'node'];
      const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=tap-flat'];
      const installed = join('node_modules', '.bin', 'valkey-lab');
      const folders = ['examples/vitest', 'examples/local-run'];
      expect(await run(installed, ...inside, ...vitest, ...folders)).toMatch(/^1\.\.5$/m);
      const files = ['faults', 'login', 'function'].map(
        (name) => `examples/node-test/${name}.test.js`,
      );
      const nodeTest = ['--test', '--test-reporter=tap', ...files];
      expect(await run('node', ...nodeTest)).toMatch(/^# pass 4$/m);
      const counter = await run('node', ...vitest, '--dir', 'examples/node-function');
      expect(counter).toMatch(/^ok 1 - .*counts the visits of each page/m);
    }, 120_000);
  });

  test('the types of every entry compile in a strict project, and so do the examples', async () => {
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, types: ['node'] },
      ...{ target: 'es2022', module: 'nodenext', exactOptionalPropertyTypes: true },
    };
    const entries = Object.keys(exports).filter((name) => name !== './package.json');
    const imports = entries.map((name, index) => {
      return `import type * as entry${index} from 'valkey-lab${name.slice(1)}';`;
    });
    const uses = entries.map((_, index) => `typeof entry${index}`);
    writeFileSync(
      join(project.folder, 'entries.ts'),
      `${imports.join('\n')}\nexport type All = [${uses.join(', ')}];\n`,
    );
    const include = [
      'examples/vitest',
      'examples/local-run',
      'examples/node-function',
      'entries.ts',
    ];
    const config = { compilerOptions, include };
    writeFileSync(join(project.folder, 'tsconfig.json'), JSON.stringify(config));
    await project.run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', '.']);
  }, 60_000);
});

describe('a project with pnpm', () => {
  test('pnpm exec valkey-lab makes, proves and removes a lab', async ({ skip }) => {
    const pnpm = ['npx', '--yes', 'pnpm@10'] as const;
    const [command, ...args] = pnpm;
    const version = await run(command, [...args, '--version'], { timeout: 120_000 }).catch(
      (error: unknown) => skip(skipped('pnpm cannot be had from npm here', error).problem),
    );
    expect(version.stdout).toMatch(/^10\./);
    using project = await createPackedProject([...pnpm, 'add', '--offline']);
    await proveLab(
      (...words) => project.run(command, [...args, 'exec', 'valkey-lab', ...words]),
      (program, ...words) => project.run(program, words),
    );
  }, 120_000);
});
