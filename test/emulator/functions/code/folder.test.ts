import { mkdtemp, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unpackCode } from '../../../../src/emulator/functions/code/folder.js';
import { findZipFault } from '../../../../src/emulator/functions/code/zip-archive.js';
import { zip } from '../support/zip.js';

describe('a package', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'valkey-lab-code-')), 'code');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  test('is unpacked with its folders, and only its owner can read it', async () => {
    await unpackCode(await zip({ 'index.mjs': 'a', 'deep/er/x.txt': 'b' }), folder);

    expect(await readFile(join(folder, 'index.mjs'), 'utf8')).toBe('a');
    expect(await readFile(join(folder, 'deep/er/x.txt'), 'utf8')).toBe('b');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'index.mjs'))).mode & 0o777).toBe(0o400);
  });

  test('may contain links that stay inside the package', async () => {
    await unpackCode(
      await zip({ 'lib/real.js': 'real', 'bin/link.js': { linkTo: '../lib/real.js' } }),
      folder,
    );

    expect(await readlink(join(folder, 'bin/link.js'))).toBe('../lib/real.js');
    expect(await readFile(join(folder, 'bin/link.js'), 'utf8')).toBe('real');
  });

  test.each(['/etc/passwd', '../outside', 'lib/../../outside', 'lib/..'])(
    'with a link to %s is refused',
    async (linkTo) => {
      const bytes = await zip({ 'lib/a.js': '', link: { linkTo } });

      await expect(unpackCode(bytes, folder)).rejects.toThrow('leads out of the package');
    },
  );

  test.each(['../evil.js', '/evil.js', 'a/../../evil.js'])(
    'with the file name %s is refused',
    async (name) => {
      // archiver cleans names, so the test replaces bytes of the zip with a name of the same length.
      const plain = 'x'.repeat(name.length);
      const bytes = Buffer.from(
        Buffer.from(await zip({ [plain]: 'evil' }))
          .toString('latin1')
          .replaceAll(plain, name),
        'latin1',
      );

      expect(await findZipFault(bytes)).toMatch(/^Could not unzip uploaded file\./);
      await expect(unpackCode(bytes, folder)).rejects.toThrow();
    },
  );

  test('must be a zip with at least one file', async () => {
    expect(await findZipFault(Buffer.from('no zip at all'))).toBe(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
    expect(await findZipFault(await zip({}))).toBe('Uploaded file must be a non-empty zip');
    expect(await findZipFault(await zip({ a: 'b' }))).toBeUndefined();
  });

  test('must not be larger than 250 MB when unpacked', async () => {
    const megabyte = '0'.repeat(1 << 20);
    const files = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`file-${index}`, megabyte]),
    );

    expect(await findZipFault(await zip(files))).toBe(
      'Unzipped size must be smaller than 262144000 bytes',
    );
  });
});
