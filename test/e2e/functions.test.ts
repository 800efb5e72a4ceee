import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';
import { findProblem } from '../support/programs.js';

const ROOT = join(import.meta.dirname, '..', '..');
const JS = `export const handler = async (event) => {
  console.log('stage', process.env.STAGE);
  if (event.fail) throw new TypeError('on purpose');
  return { event, port: process.env.CACHE_PORT };
};
`;
const PY =
  'def handler(event, context):\n    return {"event": event, "name": context.function_name}\n';

/** The part of a failed command's document that these tests read. */
interface Failed {
  readonly error: { code: string; message: string; hint: string };
}

let cli: Cli;
beforeAll(async () => {
  cli = createCli();
  for (const [folder, name, text] of [
    ['api', 'index.mjs', JS],
    ['orders', 'app.py', PY],
    ['both', 'app.py', PY],
    ['both', 'index.js', JS],
  ] as const) {
    await mkdir(join(cli.home, folder), { recursive: true });
    await writeFile(join(cli.home, folder, name), text);
  }
  await mkdir(join(cli.home, 'empty'));
  await writeFile(join(cli.home, 'no.zip'), 'no zip');
});
afterAll(() => cli[Symbol.asyncDispose]());

describe('wrong input is refused before an endpoint starts', () => {
  test.each([
    ['a missing path', ['missing'], 'PACKAGE_INVALID', /^missing does not exist/],
    ['an empty folder', ['empty'], 'PACKAGE_INVALID', /^empty is empty/],
    ['two entries', ['both'], 'PACKAGE_INVALID', /one for Python \(app\.py\)/],
    ['a zip that is none', ['no.zip'], 'PACKAGE_INVALID', /not a zip/],
    [
      'a missing handler',
      ['api', '--handler', 'index.other'],
      'PACKAGE_INVALID',
      /does not export other/,
    ],
    ['an old runtime', ['api', '--runtime', 'nodejs18.x'], 'CONFIG_INVALID', /no longer creates/],
    [
      'a reserved variable',
      ['api', '--env', 'AWS_REGION=x'],
      'CONFIG_INVALID',
      /AWS_REGION", which Lambda sets/,
    ],
    [
      'a reserved variable of newer runtimes',
      ['api', '--env', 'AWS_LAMBDA_METADATA_API=x'],
      'CONFIG_INVALID',
      /AWS_LAMBDA_METADATA_API", which Lambda sets/,
    ],
    [
      'a variable of the lab',
      ['api', '--env', 'CACHE_NAME=x'],
      'CONFIG_INVALID',
      /CACHE_NAME", which the lab sets/,
    ],
    [
      'a variable without a value',
      ['api', '--env', 'secret'],
      'CONFIG_INVALID',
      /^--env has a text without "="/,
    ],
    ['too much memory', ['api', '--memory', '99999'], 'CONFIG_INVALID', /--memory is "99999"/],
    ['a time limit of zero', ['api', '--function-timeout', '0'], 'CONFIG_INVALID', /from 1 to 900/],
    ['a bad name', ['api', '--name', 'a b'], 'CONFIG_INVALID', /--name is "a b"/],
    [
      'the proof function’s name',
      ['api', '--name', 'AccessValkey'],
      'CONFIG_INVALID',
      /lab's own function/,
    ],
    ['an option without a path', ['--memory', '512'], 'CONFIG_INVALID', /--memory needs the path/],
  ])('%s', async (_name, args, code, message) => {
    const run = await cli.run(['deploy-function', ...args, '--local', '--json']);
    expect(run.exitCode).toBe(2);
    const { error } = run.json<Failed>();
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.hint).not.toBe('');
    expect((await cli.run(['local', 'status'])).stdout).toContain('No local endpoint is running.');
  });
});

test('without a lab, the missing resource and its command are named', async () => {
  const run = await cli.run(['deploy-function', 'api', '--local', '--json']);
  expect(run.exitCode).toBe(1);
  expect(run.json<Failed>().error).toMatchObject({
    code: 'RESOURCE_MISSING',
    hint: expect.stringContaining('create-cache'),
  });
});

describe('in a lab with a name', () => {
  const lab = ['--lab', 'pr-7', '--local'];
  const run = (...args: string[]) => cli.run([...args, ...lab]);
  const json = async <T = Record<string, unknown>>(...args: string[]) =>
    (await run(...args, '--json')).json<T>();
  beforeAll(async () => {
    await run('up', '--quiet');
  });
  afterAll(() => run('down', '--quiet'));

  test('a function is deployed, called, read, measured and listed by its name', async () => {
    const planned = await run('deploy-function', 'api', '--dry-run');
    expect(planned.stdout).toMatch(
      /Nothing was changed[\s\S]*\+ function +pr-7-api +absent +created/,
    );

    const deployed = await run('deploy-function', 'api', '--env', 'STAGE=a secret', '--verbose');
    expect(deployed.stderr).toContain('packed index.mjs');
    expect(deployed.stderr).not.toContain('a secret');
    expect(deployed.stdout).toContain('invoke api');
    expect(await json('deploy-function', 'api', '--env', 'STAGE=a secret')).toMatchObject({
      ...{ command: 'deploy-function', ok: true, lab: 'pr-7' },
      resources: [
        { kind: 'log-group', name: '/aws/lambda/pr-7-api', action: 'unchanged', owned: true },
        { kind: 'function', name: 'pr-7-api', action: 'unchanged', owned: true },
      ],
    });

    expect(await json('invoke', 'api', '--payload', '{"id":1}')).toMatchObject({
      ...{ ok: true, statusCode: 200, functionError: null, roundTrip: null },
      payload: { event: { id: 1 }, port: expect.stringMatching(/^\d+$/) },
    });
    const failed = await run('invoke', 'api', '--payload', '{"fail":true}', '--json');
    expect(failed.exitCode).toBe(1);
    expect(failed.json()).toMatchObject({
      error: { code: 'FUNCTION_FAILED', message: expect.stringContaining('TypeError: on purpose') },
    });
    expect((await run('logs', 'api')).stdout).toContain('stage a secret');
    const measured = await json('bench', 'api', '--count', '3', '--concurrency', '1');
    expect(measured).toMatchObject({ ok: true, function: 'pr-7-api', failed: 0 });
    const { resources } = await json<{ resources: { kind: string; name: string }[] }>('status');
    expect(resources).toContainEqual(
      expect.objectContaining({ kind: 'function', name: 'pr-7-api' }),
    );
  });

  test('a Python function runs, also from a zip that was made by hand', async () => {
    const problem = await findProblem('python3', '-c', 'pass');
    if (problem) return process.stderr.write(`Skipped: ${problem}\n`);
    await run('deploy-function', 'orders', '--quiet');
    expect(await json('invoke', 'orders')).toMatchObject({ payload: { name: 'pr-7-orders' } });
    const zip = [
      '-c',
      'import zipfile; zipfile.ZipFile("hand.zip", "w").write("orders/app.py", "app.py")',
    ];
    expect(
      await findProblem(
        'python3',
        '-c',
        `import os; os.chdir(${JSON.stringify(cli.home)}); ${zip[1]}`,
      ),
    ).toBeUndefined();
    await run('deploy-function', 'hand.zip', '--quiet');
    expect(await json('invoke', 'hand')).toMatchObject({ payload: { name: 'pr-7-hand' } });
    return undefined;
  });

  test('an unknown name is refused with the command that deploys it', async () => {
    const unknown = await run('invoke', 'nothing', '--json');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.json<Failed>().error).toMatchObject({
      code: 'RESOURCE_MISSING',
      message: expect.stringContaining('pr-7-nothing'),
      hint: expect.stringContaining('deploy-function PATH'),
    });
  });

  test('`down` deletes it with the lab, and says so before', async () => {
    const planned = await run('down', '--dry-run');
    expect(planned.stdout).toMatch(/- function +pr-7-api +active +deleted/);
    const { resources } = await json<{ resources: { name: string; action: string }[] }>('down');
    expect(resources).toContainEqual(
      expect.objectContaining({ name: 'pr-7-api', action: 'deleted' }),
    );
    expect((await cli.run(['local', 'status'])).stdout).toContain('No local endpoint is running.');
  });
});

describe('init', () => {
  test.each([
    [[], 'node-function', 'index.ts'],
    [['--python'], 'python-function', 'app.py'],
  ])('with %j copies the example', async (options, example, entry) => {
    const folder = join('new', example);
    const made = await cli.run(['init', folder, ...options, '--json']);
    expect(made.json()).toMatchObject({ ok: true, files: expect.arrayContaining([entry]) });
    const read = (path: string) => readFile(join(path, entry), 'utf8');
    expect(await read(join(cli.home, folder))).toBe(await read(join(ROOT, 'examples', example)));

    const again = await cli.run(['init', folder, ...options, '--json']);
    expect(again.exitCode).toBe(2);
    expect(again.json<Failed>().error.message).toMatch(/is not empty: it has /);
  });

  test('writes a package that finds this program', async () => {
    await cli.run(['init', 'own']);
    const text = await readFile(join(cli.home, 'own', 'package.json'), 'utf8');
    const { name, dependencies } = JSON.parse(text);
    expect(name).toBe('own');
    const [, path = ''] = /^file:(.+)$/.exec(dependencies['valkey-lab']) ?? [];
    expect(await readdir(join(cli.home, 'own', path))).toContain('package.json');
  });

  test('refuses a file', async () => {
    const run = await cli.run(['init', 'no.zip']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('no.zip is not a folder');
  });
});

test('the examples that esbuild bundles run as they are', async () => {
  for (const [name, event, reply] of [
    ['node-function', '{"page":"home"}', { page: 'home', visits: 1 }],
    ['bullmq-worker', '{"names":["Ada"]}', { done: ['hello, Ada'] }],
  ] as const) {
    await cp(join(ROOT, 'examples', name), join(cli.home, name), { recursive: true });
    if (name === 'node-function') await cli.run(['up', '--local', '--quiet']);
    await cli.run(['deploy-function', name, '--local', '--quiet']);
    const run = await cli.run(['invoke', name, '--local', '--json', '--payload', event]);
    expect(run.json()).toMatchObject({ payload: reply });
  }
});

const PYTHON_NEEDS = 'import boto3, sys; assert sys.version_info >= (3, 9)';
const noPython =
  (await findProblem('python3', '-c', PYTHON_NEEDS)) ??
  (await findProblem(
    'python3',
    '-m',
    'pip',
    'download',
    '-q',
    '--no-deps',
    '-d',
    '/tmp/valkey-lab-wheels',
    'redis>=5',
  ));
if (noPython) process.stderr.write(`Skipped: ${noPython}\n`);

test.skipIf(noPython)(
  'the Python example runs as it is, and its own test passes',
  async () => {
    await cp(join(ROOT, 'examples', 'python-function'), join(cli.home, 'python-function'), {
      recursive: true,
    });
    await cli.run(['up', '--local', '--quiet']);
    const deployed = await cli.run(['deploy-function', 'python-function', '--local']);
    expect(deployed.exitCode).toBe(0);
    const { stdout } = await cli.run(['local', 'env']);
    const script = `${stdout}\ncd python-function && python3 -m unittest 2>&1`;
    const said = await promisify(execFile)('bash', ['-c', script], {
      cwd: cli.home,
      env: { PATH: process.env['PATH'], HOME: cli.home, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(said.stdout).toMatch(/^OK$/m);
  },
  180_000,
);
