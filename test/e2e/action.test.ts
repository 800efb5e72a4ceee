import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/** The action for other repositories, and the workflow in docs/CI.md that uses it. */

const ROOT = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const run = promisify(execFile);

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const action: Action = parse(read('action.yml'));
const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(read('docs', 'CI.md')) ?? [];
const workflow: Workflow = parse(yaml);
const stepsOfWorkflow = workflow.jobs['test']?.steps ?? [];

describe('docs/CI.md', () => {
  test('begins with a workflow whose last step runs the tests inside the endpoint', () => {
    expect(stepsOfWorkflow.map(({ uses, run: command }) => command ?? uses?.split('@')[0])).toEqual(
      [
        'actions/checkout',
        'actions/setup-node',
        'npm ci',
        'OWNER/valkey-lab',
        'npx valkey-lab local run --with-lab -- npm test',
      ],
    );
  });

  test('explains every input of the action', () => {
    const [, table = ''] = /\| input \| meaning \|\n(.*?)\n\n/s.exec(read('docs', 'CI.md')) ?? [];
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(named).toEqual(Object.keys(action.inputs));
  });
});

test('every command of the action and of the workflow is valid for bash', () => {
  const commands = [...action.runs.steps, ...stepsOfWorkflow].flatMap((step) => step.run ?? []);
  expect(commands.length).toBeGreaterThan(4);
  for (const command of [...commands, read('scripts', 'action.sh'), read('scripts', 'setup.sh')]) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: command, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});

describe('the steps of the action', () => {
  let home: string;
  let project: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'action-'));
    project = join(home, 'project');
    mkdirSync(project);
    // Takes the place of the cache of an earlier run: `npm ci` in this checkout would replace its packages.
    const store = join(home, '.cache', 'valkey-lab-action');
    mkdirSync(store, { recursive: true });
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', store];
    const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }));
    renameSync(join(store, filename), join(store, 'valkey-lab.tgz'));
    for (const name of ['output', 'path']) writeFileSync(join(home, name), '');
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const toEnvironment = (asked: string) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_OUTPUT: join(home, 'output'),
    GITHUB_PATH: join(home, 'path'),
    PROJECT: asked,
  });

  /** Runs the commands of the action as GitHub does. */
  async function runSteps(asked: string): Promise<string> {
    let said = '';
    for (const { run: command, shell } of action.runs.steps) {
      if (command === undefined) continue;
      expect(shell).toBe('bash');
      const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command];
      const { stdout } = await run('bash', words, { cwd: home, env: toEnvironment(asked) });
      said += stdout;
    }
    return said;
  }

  test('put the program on the PATH and the package into the project', async () => {
    const said = await runSteps('project');

    expect(said).toContain('is installed already');
    expect(said).toContain(`Added valkey-lab to ${project}/node_modules`);
    expect(readFileSync(join(home, 'output'), 'utf8')).toMatch(
      /^system=\S+\nsources=[0-9a-f]{16}\n$/,
    );
    const folder = readFileSync(join(home, 'path'), 'utf8').trim();
    const inside = ['local', 'run', '--with-lab', '--', 'node', '-p', 'process.env.CACHE_NAME'];
    const env = { PATH: process.env['PATH'] ?? '', HOME: home };
    const { stdout } = await run(join(folder, 'valkey-lab'), inside, { cwd: home, env });
    expect(stdout).toBe('cache-01\n');
    const importing = [
      '-e',
      "import('valkey-lab/local').then((all) => console.log(Object.keys(all)))",
    ];
    expect((await run('node', importing, { cwd: project })).stdout).toContain('startLocalAws');
    const version = ['node_modules/.bin/valkey-lab', '--version'];
    expect((await run('node', version, { cwd: project })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('leave a package that the project has, and name a folder that is missing', async () => {
    expect(await runSteps('project')).toContain(`${project} has its own valkey-lab, which stays`);
    await expect(runSteps('no-such-folder')).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'The folder "no-such-folder" (input project) does not exist.',
      ),
    });
  });
});
