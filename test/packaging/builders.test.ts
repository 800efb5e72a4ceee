import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createZip } from '../../src/packaging/zip.js';
import { findProblem } from '../support/programs.js';
import { createFolder, listZip, pack } from './support.js';

describe('a function in TypeScript', () => {
  test('is bundled with a source map, so a stack trace names the line of the source', async () => {
    await using folder = await createFolder({
      'src/index.ts':
        "import { fail } from './fail.js';\nexport const handler = (): void => fail('x');\n",
      'src/fail.ts': '\n\nexport function fail(why: string): never {\n  throw new Error(why);\n}\n',
      'secret.txt': 'not part of the bundle',
    });

    const { zip, handler, codeSha256 } = await pack(folder.path);

    expect(handler).toBe('index.handler');
    expect((await listZip(zip)).map(({ name }) => name)).toEqual([
      'bundle.mjs',
      'bundle.mjs.map',
      'index.mjs',
    ]);
    expect((await pack(folder.path)).codeSha256).toBe(codeSha256);
    await using unpacked = await unzip(zip);
    const call = `import('${unpacked.path}/index.mjs').then(({ handler }) => handler())`;
    const failed = await promisify(execFile)(process.execPath, ['-e', call]).catch(
      (error: { stderr: string }) => error,
    );
    expect(failed.stderr).toContain(join('src', 'fail.ts:4'));
  });

  test('finds this program’s own package, which it has not installed', async () => {
    await using folder = await createFolder({
      'index.ts':
        "import { createIamAuthToken } from 'valkey-lab/iam-auth';\nexport const handler = () => createIamAuthToken.name;\n",
    });
    expect((await pack(folder.path)).files.map(({ name }) => name)).toContain('index.mjs');
  });

  test('is refused with esbuild’s own words', async () => {
    await using folder = await createFolder({
      'index.ts': "import { x } from 'no-such-package';\nexport const handler = x;\n",
    });
    await expect(pack(folder.path)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      exitCode: 1,
      message: expect.stringMatching(/Could not resolve "no-such-package"[\s\S]*index\.ts:1:18/),
    });
  });

  test('is refused when it does not export its handler', async () => {
    await using folder = await createFolder({ 'index.ts': 'export const other = 1;' });
    await expect(pack(folder.path)).rejects.toThrow(/index\.ts of .* does not export handler/);
  });
});

const noPip = await findProblem('python3', '-m', 'pip', '--version');
if (noPip) process.stderr.write(`Skipped: ${noPip}\n`);

describe.skipIf(noPip)('requirements.txt', () => {
  const APP = 'import greeting\n\ndef handler(event, context):\n    return greeting.TEXT\n';

  test('is installed beside the code, once for the same content', async () => {
    await using wheels = await createFolder({
      'greeting-1.0-py3-none-any.whl': await createWheel(),
    });
    await using cache = await createFolder({});
    await using folder = await createFolder({
      'app.py': APP,
      'requirements.txt': `--no-index\n--find-links ${wheels.path}\ngreeting==1.0\n`,
    });
    const place = { cacheFolder: cache.path };

    const first = await pack(folder.path, {}, place);
    const again = await pack(folder.path, {}, place);

    expect(first.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['app.py', 'greeting.py', 'requirements.txt']),
    );
    expect(first.notes.join()).toMatch(/Installing .*requirements\.txt for Lambda's python3\.13\./);
    expect(again).toMatchObject({ codeSha256: first.codeSha256, notes: [] });
    expect(await readdir(join(cache.path, 'python'))).toHaveLength(1);
  });

  test('that has no wheel for Lambda is refused with the installer’s own words', async () => {
    await using wheels = await createFolder({
      'greeting-1.0-cp313-cp313-macosx_11_0_arm64.whl': await createWheel(),
    });
    await using cache = await createFolder({});
    await using folder = await createFolder({
      'app.py': APP,
      'requirements.txt': `--no-index\n--find-links ${wheels.path}\ngreeting\n`,
    });
    await expect(pack(folder.path, {}, { cacheFolder: cache.path })).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringMatching(/requirements\.txt could not be installed:[\s\S]*greeting/),
      hint: { text: expect.stringContaining('wheel for Linux x86_64 and Python 3.13') },
    });
    expect(await readdir(join(cache.path, 'python'))).toEqual([]);
  });

  test('needs uv or pip', async () => {
    await using folder = await createFolder({ 'app.py': APP, 'requirements.txt': 'greeting\n' });
    vi.stubEnv('PATH', folder.path);
    try {
      await expect(pack(folder.path)).rejects.toMatchObject({
        code: 'BUILDER_MISSING',
        message: expect.stringContaining('has a requirements.txt, but'),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

/** Creates the smallest wheel. */
async function createWheel(): Promise<Uint8Array> {
  const info = 'greeting-1.0.dist-info';
  const files = {
    'greeting.py': 'TEXT = "hello"\n',
    [`${info}/METADATA`]: 'Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: `greeting.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  };
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    content: Buffer.from(text),
  }));
  return (await createZip(entries)).zip;
}

/** Unpacks the files of a zip. */
async function unzip(zip: Uint8Array) {
  const { unpackCode } = await import('../../src/emulator/functions/code/folder.js');
  const folder = await createFolder({});
  await unpackCode(zip, join(folder.path, 'code'));
  const files = await readdir(join(folder.path, 'code'));
  const contents = await Promise.all(
    files.map(async (name) => [name, await readFile(join(folder.path, 'code', name))] as const),
  );
  await folder[Symbol.asyncDispose]();
  return createFolder(Object.fromEntries(contents));
}
