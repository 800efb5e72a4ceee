import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createZip, type Zip } from '../../packaging/zip.js';

/** Lambda loads `index.handler` from the first file, which loads the second on demand. Both must be at the top of the zip. */
const ENTRY_NAMES = ['index.mjs', 'verify.mjs'];

/**
 * Packs the built handler for Lambda. The same code always gives the same bytes.
 * @throws when a file cannot be read
 */
export async function createDeploymentPackage(handlerFolder: string): Promise<Zip> {
  const entries = ENTRY_NAMES.map(async (name) => {
    return { name, content: await readFile(join(handlerFolder, name)) };
  });
  return createZip(await Promise.all(entries));
}
