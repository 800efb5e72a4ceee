import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';

const ASYNC = 'async () => "ran"';

describe('a handler', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test.each([
    [
      'an ES module by its extension',
      'index.handler',
      { 'index.mjs': `export const handler = ${ASYNC};` },
    ],
    ['CommonJS', 'index.handler', { 'index.js': `exports.handler = ${ASYNC};` }],
    ['CommonJS by its extension', 'index.handler', { 'index.cjs': `exports.handler = ${ASYNC};` }],
    [
      'an ES module by package.json',
      'index.handler',
      { 'index.js': `export const handler = ${ASYNC};`, 'package.json': '{"type":"module"}' },
    ],
    ['in a folder', 'src/deep/app.main', { 'src/deep/app.mjs': `export const main = ${ASYNC};` }],
    ['in an object', 'index.api.main', { 'index.mjs': `export const api = { main: ${ASYNC} };` }],
    [
      'beside the packages that it imports',
      'index.handler',
      {
        'index.mjs': "import { ran } from 'some-package'; export const handler = async () => ran;",
        'node_modules/some-package/index.js': 'exports.ran = "ran";',
      },
    ],
    [
      'with top-level await',
      'index.handler',
      {
        'index.mjs':
          'const ran = await Promise.resolve("ran"); export const handler = async () => ran;',
      },
    ],
  ])('is found: %s', async (_case, Handler, files) => {
    for (const Runtime of ['nodejs22.x', 'nodejs24.x'] as const) {
      const name = `find-${Runtime.replace('.', '-')}`;
      await lab.create(name, files as Record<string, string>, { Handler, Runtime });

      expect(await lab.invoke(name)).toMatchObject({ payload: 'ran', functionError: undefined });
    }
  });

  test('of a default export is found from Node.js 24 on', async () => {
    await lab.create('default', { 'index.mjs': `export default { handler: ${ASYNC} };` });

    expect((await lab.invoke('default')).payload).toBe('ran');
  });

  test('without async may return a value from Node.js 24 on', async () => {
    await lab.create('sync', { 'index.mjs': 'export const handler = () => "ran";' });

    expect((await lab.invoke('sync')).payload).toBe('ran');
  });

  test('that returns nothing answers null', async () => {
    await lab.create('nothing', { 'index.mjs': 'export const handler = async () => {};' });

    expect((await lab.invoke('nothing')).payload).toBeNull();
  });

  describe('with a callback, up to Node.js 22', () => {
    const create = (body: string) =>
      lab.create(
        'callback',
        { 'index.js': `exports.handler = (event, context, callback) => { ${body} };` },
        { Runtime: 'nodejs22.x' },
      );

    test('answers when the event loop is empty', async () => {
      await create(
        "setTimeout(() => process.stdout.write('timer ran\\n'), 100); callback(null, 'result');",
      );

      const { payload, log } = await lab.invoke('callback');

      expect(payload).toBe('result');
      expect(log).toContain('timer ran\n');
    });

    test('answers at once when callbackWaitsForEmptyEventLoop is false', async () => {
      await create(
        "context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 20_000); callback(null, 'result');",
      );

      expect((await lab.invoke('callback')).payload).toBe('result');
      expect((await lab.invoke('callback')).payload).toBe('result');
    });

    test('fails with the error that the handler passes', async () => {
      await create("callback(new Error('given'));");

      expect((await lab.invoke('callback')).payload).toMatchObject({ errorMessage: 'given' });
    });

    test('answers null when the event loop is empty and the handler has not answered', async () => {
      await create('');

      expect((await lab.invoke('callback')).payload).toBeNull();
      expect((await lab.invoke('callback')).payload).toBeNull();
    });

    test.each([
      ["context.succeed('a')", 'a'],
      ["context.done(null, 'b')", 'b'],
    ])('answers by %s', async (call, payload) => {
      await create(`setTimeout(() => ${call}, 5);`);

      expect((await lab.invoke('callback')).payload).toBe(payload);
    });

    test('fails by context.fail', async () => {
      await create("setTimeout(() => context.fail('why'), 5);");

      expect(await lab.invoke('callback')).toMatchObject({
        functionError: 'Unhandled',
        payload: { errorType: 'string', errorMessage: 'why' },
      });
    });
  });
});
