import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** The earliest date of the zip format. Lambda needs no date, and the same code must always give the same bytes. */
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1));

/** Lambda loads `index.handler` from the first file, which loads the second on demand. Both must be at the top of the zip. */
const ENTRY_NAMES = ['index.mjs', 'verify.mjs'];

export interface DeploymentPackage {
  readonly zip: Uint8Array;
  /** Base64, as Lambda reports it in `CodeSha256`. */
  readonly codeSha256: string;
}

/**
 * Packs the built handler for Lambda. The same code always gives the same bytes.
 * @throws when a file cannot be read
 */
export async function createDeploymentPackage(handlerFolder: string): Promise<DeploymentPackage> {
  const files = await Promise.all(ENTRY_NAMES.map((name) => readFile(join(handlerFolder, name))));
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const [index, name] of ENTRY_NAMES.entries()) {
    archive.append(files[index] as Buffer, { name, date: ENTRY_DATE, mode: 0o644 });
  }
  const [zip] = await Promise.all([buffer(archive), archive.finalize()]);
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}
