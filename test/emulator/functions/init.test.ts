import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';

describe('the start of an environment', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test.each(['nodejs22.x', 'nodejs24.x'] as const)(
    'is repeated once after a failure, and then the failure is the answer (%s)',
    async (Runtime) => {
      await lab.create('broken', { 'index.mjs': 'export const handler = ;' }, { Runtime });

      const { functionError, payload, log } = await lab.invoke('broken');

      expect(functionError).toBe('Unhandled');
      expect(payload).toMatchObject({
        errorType: 'Runtime.UserCodeSyntaxError',
        errorMessage: "SyntaxError: Unexpected token ';'",
      });
      expect(log).toMatch(
        /INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime\.UserCodeSyntaxError\n[\s\S]*INIT_REPORT Init Duration: [\d.]+ ms\tPhase: invoke\tStatus: error\tError Type: Runtime\.UserCodeSyntaxError\nSTART /,
      );
      expect(log).toMatch(/\tStatus: error\tError Type: Runtime\.UserCodeSyntaxError\n$/);
    },
  );

  test.each([
    ['a module that is missing', { 'other.mjs': '' }, 'Runtime.ImportModuleError', 'index'],
    [
      'a module that requires a missing one',
      { 'index.js': "require('nothing-like-that'); exports.handler = async () => 1;" },
      'Runtime.ImportModuleError',
      "Cannot find module 'nothing-like-that'",
    ],
    [
      'a handler that is not exported',
      { 'index.mjs': 'export const other = 1;' },
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'a handler that is not a function',
      { 'index.mjs': 'export const handler = 1;' },
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    [
      'an error while loading',
      { 'index.mjs': "throw new TypeError('at load');" },
      'TypeError',
      'at load',
    ],
    [
      'a rejected top-level await',
      { 'index.mjs': "await Promise.reject(new RangeError('at await'));" },
      'RangeError',
      'at await',
    ],
  ])('with %s answers with that error', async (_case, files, errorType, message) => {
    for (const Runtime of ['nodejs22.x', 'nodejs24.x'] as const) {
      const name = `init-${Runtime.replace('.', '-')}`;
      await lab.create(name, files as Record<string, string>, { Runtime });

      const { payload } = await lab.invoke(name);

      expect(payload).toMatchObject({
        errorType,
        errorMessage: expect.stringContaining(message),
      });
    }
  });

  test('refuses a callback handler from Node.js 24 on, with AWS’s message', async () => {
    await lab.create('callback', {
      'index.mjs': 'export const handler = (event, context, callback) => callback(null, 1);',
    });

    expect((await lab.invoke('callback')).payload).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringContaining(
        'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
      ),
    });
  });

  test('that exits before the handler is loaded is an exit error', async () => {
    await lab.create('exits', { 'index.mjs': 'process.exit(3);' });

    const { payload, log } = await lab.invoke('exits');

    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
    expect(log).toContain('Phase: invoke\tStatus: error\tError Type: Runtime.ExitError\n');
  });

  test('is a part of the invocation when the second try succeeds', async () => {
    await lab.create(
      'second',
      {
        'index.mjs':
          "import { existsSync, writeFileSync } from 'node:fs'; import { tmpdir } from 'node:os'; const mark = tmpdir() + '/mark'; if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('once'); } export const handler = async () => 'up';",
      },
      {},
    );

    const { payload, log } = await lab.invoke('second');

    expect(payload).toBe('up');
    expect(log).toContain('Phase: init\tStatus: error\tError Type: Error\n');
    expect(log).not.toMatch(/REPORT RequestId.*Init Duration/);
    expect((await lab.invoke('second')).payload).toBe('up');
  });
});
