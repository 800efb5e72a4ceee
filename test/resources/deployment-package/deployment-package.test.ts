import { createHash } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Entry, fromBufferPromise } from 'yauzl';
import { toProgramFile } from '../../../src/program-files.js';
import { createDeploymentPackage } from '../../../src/resources/deployment-package/create.js';

const CODE = 'export const handler = async () => 1;\n';
const VERIFY_CODE = 'export const verify = async () => 2;\n';
const KILOBYTE = 1024;

describe('createDeploymentPackage', () => {
  let folder: string;
  const timeZone = process.env['TZ'];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-test-package-'));
    await writeFile(join(folder, 'index.mjs'), CODE);
    await writeFile(join(folder, 'verify.mjs'), VERIFY_CODE);
  });
  afterEach(async () => {
    if (timeZone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = timeZone;
    await rm(folder, { recursive: true });
  });

  test('contains only the two code files, at the top and readable for all', async () => {
    await writeFile(join(folder, 'other.mjs'), CODE);
    const entries = await readEntries(await createDeploymentPackage(folder));

    const common = { mode: '100644', date: '1980-1-1 0:0:0' };
    expect(entries).toEqual([
      { name: 'index.mjs', text: CODE, ...common },
      { name: 'verify.mjs', text: VERIFY_CODE, ...common },
    ]);
  });

  test('returns the same digest as Lambda', async () => {
    const { zip, codeSha256 } = await createDeploymentPackage(folder);

    expect(codeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
  });

  test.each(['UTC', 'America/Los_Angeles', 'Asia/Tokyo'])(
    'creates the same bytes for the same code at any time, in the time zone %s',
    async (zone) => {
      const first = await createDeploymentPackage(folder);
      process.env['TZ'] = zone;
      await utimes(join(folder, 'index.mjs'), new Date(0), new Date());

      expect(Buffer.from((await createDeploymentPackage(folder)).zip)).toEqual(
        Buffer.from(first.zip),
      );
    },
  );

  test.each(['index.mjs', 'verify.mjs'])('returns another digest for another %s', async (name) => {
    const first = await createDeploymentPackage(folder);
    await writeFile(join(folder, name), `${CODE}// changed\n`);

    expect((await createDeploymentPackage(folder)).codeSha256).not.toBe(first.codeSha256);
  });

  test('fails when a file is missing', async () => {
    await rm(join(folder, 'verify.mjs'));

    await expect(createDeploymentPackage(folder)).rejects.toThrow('ENOENT');
  });

  test('packs the built handler into less than 150 KB', async () => {
    const { zip } = await createDeploymentPackage(toProgramFile('handler'));

    expect(zip.byteLength).toBeLessThan(150 * KILOBYTE);
  });
});

async function readEntries({ zip }: { zip: Uint8Array }) {
  const file = await fromBufferPromise(Buffer.from(zip), { lazyEntries: true });
  const entries = [];
  for await (const entry of file.eachEntry()) {
    entries.push({
      name: entry.fileName,
      mode: (entry.externalFileAttributes >>> 16).toString(8),
      date: readDate(entry),
      text: await text(await file.openReadStreamPromise(entry)),
    });
  }
  return entries;
}

/** Reads the date in the zip, which has no time zone. */
function readDate({ lastModFileDate: date, lastModFileTime: time }: Entry): string {
  const day = [1980 + (date >> 9), (date >> 5) & 15, date & 31].join('-');
  return `${day} ${[time >> 11, (time >> 5) & 63, (time & 31) * 2].join(':')}`;
}
