import { describe, expect, test } from 'vitest';
import { createZip } from '../../src/packaging/zip.js';
import { createFolder, pack } from './support.js';

const JS = 'export const handler = async () => 1;';
const PY = 'def handler(event, context):\n    return 1\n';
const LAMBDA = 'def lambda_handler(event, context):\n    return 1\n';

describe('the entry of a folder', () => {
  test.each([
    ['index.mjs', { 'index.mjs': JS }, 'index.handler'],
    [
      'index.js before index.cjs',
      { 'index.js': JS, 'index.cjs': 'exports.handler = 1' },
      'index.handler',
    ],
    [
      'main of package.json',
      { 'package.json': '{"main":"dist/api.js"}', 'dist/api.js': JS, 'index.js': JS },
      'dist/api.handler',
    ],
    [
      'exports of package.json',
      { 'package.json': '{"exports":{".":{"import":"./lib/a.mjs"}}}', 'lib/a.mjs': JS },
      'lib/a.handler',
    ],
    [
      'a folder as main',
      { 'package.json': '{"main":"./lib"}', 'lib/index.js': JS },
      'lib/index.handler',
    ],
    [
      'a main that npm invented',
      { 'package.json': '{"main":"index.js"}', 'index.mjs': JS },
      'index.handler',
    ],
    ['app.py', { 'app.py': PY }, 'app.handler'],
    ['lambda_function.py', { 'lambda_function.py': LAMBDA }, 'lambda_function.lambda_handler'],
    [
      'app.py beside a package.json without an entry',
      { 'app.py': LAMBDA, 'package.json': '{}' },
      'app.lambda_handler',
    ],
  ])('is %s', async (_name, files, handler) => {
    await using folder = await createFolder(files);
    expect(await pack(folder.path)).toMatchObject({ handler });
  });

  test.each([
    ['src/api.handler', { 'src/api.js': JS }, 'src/api.handler'],
    ['index.api.get', { 'index.mjs': 'export const api = { get() {} };' }, 'index.api.get'],
    ['pkg.mod.handler', { 'pkg/mod.py': PY }, 'pkg/mod.handler'],
    ['app.main', { 'app.py': 'def main(event, context): pass', 'index.js': JS }, 'app.main'],
  ])('is --handler %s', async (handler, files, expected) => {
    await using folder = await createFolder(files);
    expect(await pack(folder.path, { handler })).toMatchObject({ handler: expected });
  });

  test('decides on the runtime, unless --runtime does', async () => {
    await using node = await createFolder({ 'index.mjs': JS });
    await using python = await createFolder({ 'app.py': PY });
    expect(await pack(node.path)).toMatchObject({ runtime: 'nodejs24.x' });
    expect(await pack(python.path)).toMatchObject({ runtime: 'python3.13' });
    expect(await pack(python.path, { runtime: 'python3.14' })).toMatchObject({
      runtime: 'python3.14',
    });
  });
});

describe('a folder is refused', () => {
  test.each([
    ['when it is empty', {}, {}, /is empty/],
    ['without an entry', { 'readme.txt': '' }, {}, /no entry: neither "main".*app\.py/],
    [
      'with an entry for each language',
      { 'index.js': JS, 'app.py': PY },
      {},
      /Node\.js \(index\.js\) and one for Python \(app\.py\)/,
    ],
    [
      'with two handlers in one file',
      { 'app.py': PY + LAMBDA },
      {},
      /defines both handler and lambda_handler/,
    ],
    [
      'without the function in JavaScript',
      { 'index.mjs': 'const a = 1;' },
      {},
      /index\.mjs .* does not export handler/,
    ],
    [
      'without the function in Python',
      { 'app.py': 'x = 1' },
      {},
      /app\.py .* does not define lambda_handler/,
    ],
    [
      'with a broken package.json',
      { 'package.json': '{', 'index.js': JS },
      {},
      /package\.json .* is not JSON/,
    ],
    [
      'with a --handler of no file',
      { 'index.js': JS },
      { handler: 'api.handler' },
      /none of api\.ts/,
    ],
  ])('%s', async (_name, files, options, message) => {
    await using folder = await createFolder(files);
    await expect(pack(folder.path, options)).rejects.toMatchObject({
      code: 'PACKAGE_INVALID',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    [
      'a runtime that Lambda no longer creates',
      { runtime: 'nodejs20.x' },
      /no longer creates .* older than nodejs22\.x/,
    ],
    ['an old Python', { runtime: 'python3.9' }, /older than python3\.12/],
    ['a runtime of another language', { runtime: 'java21' }, /must be one such as/],
    [
      'a Python runtime for JavaScript',
      { runtime: 'python3.13' },
      /entry is JavaScript or TypeScript/,
    ],
    ['a --handler without a dot', { handler: 'index' }, /not a handler/],
  ])('with %s', async (_name, options, message) => {
    await using folder = await createFolder({ 'index.js': JS });
    await expect(pack(folder.path, options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });

  test('when it does not exist, or is a file', async () => {
    await using folder = await createFolder({ 'index.js': JS });
    await expect(pack(`${folder.path}/no`)).rejects.toThrow(/does not exist/);
    await expect(pack(`${folder.path}/index.js`)).rejects.toThrow(/neither a folder nor a \.zip/);
  });
});

test('a file that may define its handler in another way is accepted', async () => {
  for (const text of ["export * from './x.mjs';", "module.exports = require('./x');"]) {
    await using folder = await createFolder({ 'index.mjs': text });
    expect(await pack(folder.path)).toMatchObject({ handler: 'index.handler' });
  }
  await using python = await createFolder({ 'app.py': 'from handlers import *' });
  expect(await pack(python.path)).toMatchObject({ handler: 'app.lambda_handler' });
});

describe('a zip', () => {
  const toFile = (name: string, text: string) => ({ name, content: Buffer.from(text) });

  test('is uploaded as it is', async () => {
    const { zip, codeSha256 } = await createZip([toFile('lambda_function.py', LAMBDA)]);
    await using folder = await createFolder({ 'built.zip': zip });
    const packed = await pack(`${folder.path}/built.zip`);
    expect(Buffer.from(packed.zip).equals(zip)).toBe(true);
    expect(packed).toMatchObject({ codeSha256, handler: 'lambda_function.lambda_handler' });
  });

  test.each([
    ['is none', async () => Buffer.from('not a zip'), /not a zip/],
    ['is empty', async () => (await createZip([])).zip, /is empty/],
    [
      'has TypeScript',
      async () => (await createZip([toFile('index.ts', JS)])).zip,
      /is TypeScript/,
    ],
    [
      'has a link out of the package',
      async () =>
        (await createZip([{ name: 'a', linkTarget: '../x' }, toFile('index.mjs', JS)])).zip,
      /link that leads out of the package: a/,
    ],
  ])('is refused when it %s', async (_name, create, message) => {
    await using folder = await createFolder({ 'built.zip': await create() });
    await expect(pack(`${folder.path}/built.zip`)).rejects.toMatchObject({
      code: 'PACKAGE_INVALID',
      message: expect.stringMatching(message),
    });
  });
});
