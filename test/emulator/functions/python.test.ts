import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findProblem } from '../../support/programs.js';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';
import { readPythonVersion } from './support/python-cases.js';

const PATH = process.env['PATH'] ?? '';
const problem = await findProblem('python3', '-c', '0');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

describe.skipIf(problem)('a Python function', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await lab.close();
  });

  const create = (name: string, lines: readonly string[], settings = {}) =>
    lab.create(
      name,
      { 'app.py': `${lines.join('\n')}\n` },
      { Runtime: 'python3.13', Handler: 'app.handler', ...settings },
    );
  const HANDLER = 'def handler(event, context):';

  /** Puts a `python3` in front of the PATH: a shell script. */
  const putFirst = async (script: string): Promise<void> => {
    const folder = join(lab.folder, 'bin');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'python3'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${PATH}`);
  };

  test('keeps its module between invocations', async () => {
    await create('counts', ['calls = []', HANDLER, '    calls.append(1)', '    return len(calls)']);

    expect((await lab.invoke('counts')).payload).toBe(1);
    const warm = await lab.invoke('counts');

    expect(warm.payload).toBe(2);
    expect(warm.log).not.toContain('Init Duration');
  });

  test('runs on the interpreter behind a version manager’s script, which runs once', async () => {
    const calls = join(lab.folder, 'calls');
    await putFirst(`echo called >> ${calls}\nPATH='${PATH}' exec python3 "$@"`);
    const body = ['import sys', HANDLER, '    return sys.executable'];
    await create('one', body);
    await create('two', body, { Runtime: 'python3.12' });

    const { payload } = await lab.invoke('one');
    await lab.invoke('two');

    expect(payload).toMatch(/^\/.*python3/);
    expect(payload).not.toBe(join(lab.folder, 'bin', 'python3'));
    expect(await readFile(calls, 'utf8')).toBe('called\n');
  });

  test('of another version than this machine’s Python runs, and the endpoint says so once', async () => {
    const version = await readPythonVersion(lab);
    const Runtime = version.startsWith('3.12.') ? 'python3.14' : 'python3.12';
    const before = lab.lines.length;
    await create('other', ['import sys', HANDLER, '    return sys.executable'], { Runtime });
    await create('another', [HANDLER, '    return 1'], { Runtime });

    const { payload } = await lab.invoke('other');
    await lab.invoke('another');

    expect(lab.lines.slice(before)).toEqual([
      `${Runtime} functions run on this machine's Python ${version} (${payload}).`,
    ]);
  });

  test('on a machine without python3 is created, and fails until there is one', async () => {
    vi.stubEnv('PATH', join(lab.folder, 'nothing-here'));
    await create('needs', [HANDLER, '    return 1']);

    const { functionError, payload, log } = await lab.invoke('needs');

    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage:
        "python3.13 functions need this machine's python3, but the PATH of the local endpoint has no python3. Install Python 3 and invoke the function again.",
    });
    expect(log).toContain('Error Type: Runtime.InvalidEntrypoint');
    vi.stubEnv('PATH', PATH);
    expect((await lab.invoke('needs')).payload).toBe(1);
  });

  test('with a python3 that does not run fails with the words of that program', async () => {
    await putFirst('echo "no version is chosen" >&2; exit 127');
    await create('needs', [HANDLER, '    return 1']);

    expect((await lab.invoke('needs')).payload).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringContaining('python3 does not run: no version is chosen.'),
    });
  });

  test('without a package that Lambda brings says how to install it', async () => {
    // Python itself raises ModuleNotFoundError for this entry, whether or not the machine has boto3.
    const hide = ['import sys', 'sys.modules["boto3"] = None'];
    await create('loads', [...hide, 'import boto3']);
    await create('runs', [...hide, HANDLER, '    import boto3']);
    await create('lacks', ['import nothing_like_that']);
    const hint =
      /Lambda brings boto3, this machine's Python does not: \/\S*python\S* -m pip install boto3$/;

    expect((await lab.invoke('loads')).payload).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(hint),
    });
    expect((await lab.invoke('runs')).payload).toMatchObject({
      errorType: 'ModuleNotFoundError',
      errorMessage: expect.stringMatching(hint),
    });
    expect((await lab.invoke('lacks')).payload).toMatchObject({
      errorMessage: "Unable to import module 'app': No module named 'nothing_like_that'",
    });
  });

  test('has a folder for temporary files, and leaves no compiled files beside its code', async () => {
    await create('files', [
      'import os, tempfile',
      HANDLER,
      '    with tempfile.NamedTemporaryFile() as file: place = os.path.dirname(file.name)',
      '    return [place == os.environ["TMPDIR"], os.listdir(place), os.listdir(".")]',
    ]);

    expect((await lab.invoke('files')).payload).toEqual([true, [], ['app.py']]);
  });

  test('gets the client’s context', async () => {
    await create('context', [
      HANDLER,
      '    one = context.client_context',
      '    return [one.custom, one.env, one.client.app_title, one.client.app_package_name, str(context.identity)]',
    ]);
    const sent = { custom: { a: 1 }, env: { b: '2' }, client: { app_title: 'App' } };

    const { payload } = await lab.invoke(
      'context',
      {},
      {
        ClientContext: Buffer.from(JSON.stringify(sent)).toString('base64'),
      },
    );

    const identity = 'CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None])';
    expect(payload).toEqual([{ a: 1 }, { b: '2' }, 'App', null, identity]);
  });

  test('has the endpoint’s clock, also where it has imported a clock by name', async () => {
    await create('clock', [
      'import datetime, time',
      'from datetime import datetime as named',
      'from time import time as named_time',
      HANDLER,
      '    utc = datetime.timezone.utc',
      '    seen = [time.time(), named_time(), time.time_ns() / 1e9, datetime.datetime.now(utc).timestamp(), named.now(utc).timestamp(), time.mktime(time.gmtime())]',
      '    assert isinstance(named.now(), datetime.datetime) and isinstance(named(2026, 1, 1), named)',
      '    return [seen, context.get_remaining_time_in_millis()]',
    ]);
    const HOUR_MS = 3_600_000;
    for (const hours of [0, 12, 36]) {
      if (hours > 0) lab.clock.advance(hours === 12 ? 12 * HOUR_MS : 24 * HOUR_MS);

      const { payload } = await lab.invoke('clock');

      const [seen, remainingMs] = payload as [number[], number];
      for (const seconds of seen) {
        expect(Math.abs(seconds * 1000 - Date.now() - hours * HOUR_MS)).toBeLessThan(20_000);
      }
      expect(remainingMs).toBeGreaterThan(0);
      expect(remainingMs).toBeLessThanOrEqual(30_000);
    }
  });

  test('that starts too slowly is ended after 10 seconds, and then after its time-out', async () => {
    await create('slow', ['import time', 'time.sleep(60)'], { Timeout: 1 });

    const { payload, log } = await lab.invoke('slow');

    expect(payload).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(log).toMatch(/INIT_REPORT Init Duration: 1\d{4}\.\d\d ms\tPhase: init\tStatus: timeout/);
  });

  test.runIf(process.platform === 'linux')(
    'that uses more memory than it has is killed',
    async () => {
      await create(
        'memory',
        [
          'import time',
          HANDLER,
          '    all = []',
          '    while True:',
          '        all.append(b"x" * (8 << 20))',
          '        time.sleep(0.005)',
        ],
        { MemorySize: 128 },
      );

      const { payload, log } = await lab.invoke('memory');

      expect(payload).toMatchObject({
        errorType: 'Runtime.OutOfMemory',
        errorMessage: expect.stringContaining('Runtime exited with error: signal: killed'),
      });
      expect(log).toMatch(/\tMax Memory Used: 128 MB\t/);
    },
  );
});
