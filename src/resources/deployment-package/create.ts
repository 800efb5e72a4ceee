import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** The first moment that a zip can hold. Lambda needs no date, and equal code must give equal bytes. */
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1));

/** Lambda looks for `index.handler` in the first, which loads the other when asked to; there may be no folder above them. */
const ENTRY_NAMES = ['index.mjs', 'verify.mjs'];

export interface DeploymentPackage {
  readonly zip: Uint8Array;
  /** Base64, as Lambda reports it in `CodeSha256`. */
  readonly codeSha256: string;
}

/** Packs the files of the built handler for Lambda: the same code gives the same bytes. Throws when one cannot be read. */
export async function createDeploymentPackage(handlerFolder: string): Promise<DeploymentPackage> {
  const files = await Promise.all(ENTRY_NAMES.map((name) => readFile(join(handlerFolder, name))));
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const [index, name] of ENTRY_NAMES.entries()) {
    archive.append(files[index] as Buffer, { name, date: ENTRY_DATE, mode: 0o644 });
  }
  const [zip] = await Promise.all([buffer(archive), archive.finalize()]);
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}
