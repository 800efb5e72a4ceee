import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../support/lambda-lab.js';

const RUNTIMES = ['nodejs22.x', 'nodejs24.x', 'nodejs26.x'] as const;

describe('a failing function', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test.each(RUNTIMES)('that throws answers with type, message and trace (%s)', async (Runtime) => {
    await lab.create(
      'throws',
      {
        'index.mjs':
          "class CacheError extends Error { name = 'CacheError'; code = 'E1' } export const handler = async () => { throw new CacheError('no cache'); };",
      },
      { Runtime },
    );

    const { statusCode, functionError, payload, log } = await lab.invoke('throws');

    expect({ statusCode, functionError }).toEqual({ statusCode: 200, functionError: 'Unhandled' });
    expect(payload).toMatchObject({ errorType: 'CacheError', errorMessage: 'no cache' });
    const { trace } = payload as { trace: string[] };
    expect(trace[0]).toContain('no cache');
    expect(trace.join('\n')).toContain('index.mjs:1:');
    expect(log).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"CacheError","errorMessage":"no cache","code":"E1"/,
    );
    expect(log).not.toContain('Status:');
  });

  test.each([
    ['"just text"', { errorType: 'string', errorMessage: 'just text', trace: [] }],
    ['42', { errorType: 'number', errorMessage: '42', trace: [] }],
    ['undefined', { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
  ])('that throws %s answers with its type', async (thrown, payload) => {
    await lab.create('throws', {
      'index.mjs': `export const handler = async () => { throw ${thrown}; };`,
    });

    expect((await lab.invoke('throws')).payload).toEqual(payload);
  });

  test('stays warm after it has thrown', async () => {
    await lab.create('throws', {
      'index.mjs':
        'let calls = 0; export const handler = async () => { calls += 1; if (calls === 1) throw new Error("first"); return calls; };',
    });

    await lab.invoke('throws');

    expect((await lab.invoke('throws')).payload).toBe(2);
  });

  test.each(RUNTIMES)('whose result is not JSON answers with that error (%s)', async (Runtime) => {
    await lab.create(
      'cycle',
      {
        'index.mjs': 'export const handler = async () => { const a = {}; a.a = a; return a; };',
      },
      { Runtime },
    );

    const { functionError, payload } = await lab.invoke('cycle');

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({ errorMessage: 'Unable to stringify response body' });
  });

  test.each(RUNTIMES)('that reaches its time-out is ended (%s)', async (Runtime) => {
    await lab.create(
      'slow',
      {
        'index.mjs':
          "export const handler = async () => { console.log('waiting'); await new Promise((resolve) => setTimeout(resolve, 60_000)); };",
      },
      { Timeout: 1, Runtime },
    );

    const { statusCode, functionError, payload, log } = await lab.invoke('slow');

    expect({ statusCode, functionError }).toEqual({ statusCode: 200, functionError: 'Unhandled' });
    const id = /START RequestId: (\S+)/.exec(log)?.[1];
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${id} Error: Task timed out after 1.00 seconds`,
    });
    expect(log).toMatch(
      new RegExp(
        `waiting\\n\\S+Z ${id} Task timed out after 1\\.00 seconds\\n\\nEND RequestId: ${id}\\nREPORT RequestId: ${id}\\tDuration: 1000\\.00 ms\\t.*\\tStatus: timeout\\n$`,
      ),
    );
  });

  test('that blocks its thread is ended too', async () => {
    await lab.create(
      'busy',
      { 'index.mjs': 'export const handler = async () => { for (;;); };' },
      { Timeout: 1 },
    );

    expect((await lab.invoke('busy')).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
  });

  test.each([
    [1, 'Runtime exited with error: exit status 1'],
    [0, 'Runtime exited without providing a reason'],
  ])('that exits with %i answers with that reason', async (code, reason) => {
    await lab.create('exits', {
      'index.mjs': `export const handler = async () => { console.log('bye'); process.exit(${code}); };`,
    });

    const { functionError, payload, log } = await lab.invoke('exits');

    const id = /START RequestId: (\S+)/.exec(log)?.[1];
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${id} Error: ${reason}`,
    });
    expect(log).toContain(
      `\tINFO\tbye\nRequestId: ${id} Error: ${reason}\nRuntime.ExitError\nEND RequestId: ${id}\n`,
    );
    expect(log).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError\n$/);
  });

  test('that fills the heap of Node.js is aborted', async () => {
    await lab.create(
      'heap',
      {
        'index.mjs':
          'export const handler = async () => { const all = []; for (;;) all.push({ at: Math.random() }); };',
      },
      { MemorySize: 128 },
    );

    const { functionError, payload } = await lab.invoke('heap');

    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: expect.stringMatching(/^Runtime\.(ExitError|OutOfMemory)$/),
      errorMessage: expect.stringMatching(/Runtime exited with error: signal: (aborted|killed)$/),
    });
  });

  test.runIf(process.platform === 'linux')(
    'that uses more memory for buffers than the function has is killed',
    async () => {
      await lab.create(
        'buffers',
        {
          'index.mjs':
            "import { setTimeout } from 'node:timers/promises'; export const handler = async () => { const all = []; for (;;) { all.push(Buffer.alloc(8 << 20, 1)); await setTimeout(5); } };",
        },
        { MemorySize: 128 },
      );

      const { payload, log } = await lab.invoke('buffers');

      expect(payload).toMatchObject({
        errorType: 'Runtime.OutOfMemory',
        errorMessage: expect.stringContaining('Runtime exited with error: signal: killed'),
      });
      expect(log).toMatch(
        /\tMax Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory\n$/,
      );
    },
  );

  test('up to Node.js 22, answers with an uncaught error and exits', async () => {
    await lab.create(
      'uncaught',
      {
        'index.mjs':
          "export const handler = () => new Promise(() => { setTimeout(() => { throw new Error('late'); }, 1); });",
      },
      { Runtime: 'nodejs22.x' },
    );

    const { payload, log } = await lab.invoke('uncaught');

    expect(payload).toMatchObject({ errorType: 'Error', errorMessage: 'late' });
    expect(log).toContain('\tERROR\tUncaught Exception \t{"errorType":"Error"');
    expect(log).toContain('Runtime exited with error: exit status 129\nRuntime.ExitError\n');
  });

  test('up to Node.js 22, answers with an unhandled rejection and exits', async () => {
    await lab.create(
      'rejects',
      {
        'index.mjs':
          "export const handler = () => new Promise(() => { Promise.reject(new Error('lost')); setTimeout(() => {}, 10_000); });",
      },
      { Runtime: 'nodejs22.x' },
    );

    const { payload, log } = await lab.invoke('rejects');

    expect(payload).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    });
    expect(log).toContain('Runtime exited with error: exit status 128\n');
  });

  test('from Node.js 24 on, exits after an uncaught error without an answer', async () => {
    await lab.create('uncaught', {
      'index.mjs':
        "export const handler = () => new Promise(() => { setTimeout(() => { throw new Error('late'); }, 1); });",
    });

    const { payload, log } = await lab.invoke('uncaught');

    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 1'),
    });
    expect(log).toContain('Error: late');
  });
});
