import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** The first moment that a zip can hold. Lambda needs no date, and equal code must give equal bytes. */
const ENTRY_DATE = new Date(Date.UTC(1980, 0, 1));

/** Lambda looks for `index.handler` in this file; there may be no folder above it. */
const ENTRY_NAME = 'index.mjs';

export interface DeploymentPackage {
  readonly zip: Uint8Array;
  /** Base64, as Lambda reports it in `CodeSha256`. */
  readonly codeSha256: string;
}

/** Packs the built handler for Lambda: the same code gives the same bytes. Throws when the file cannot be read. */
export async function createDeploymentPackage(handlerFile: string): Promise<DeploymentPackage> {
  const code = await readFile(handlerFile);
  const archive = new ZipArchive({ zlib: { level: 9 } });
  archive.append(code, { name: ENTRY_NAME, date: ENTRY_DATE, mode: 0o644 });
  const [zip] = await Promise.all([buffer(archive), archive.finalize()]);
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}
