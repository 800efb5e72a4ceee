import { join } from 'node:path';
import { build } from 'esbuild';
import { zipHandler } from '../../bench/zip-handler.js';

/** Packs the probe function. */
export async function packProbeFunction(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    ...{ bundle: true, write: false, platform: 'node', format: 'esm', target: 'node22' },
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote no file for the probe function.');
  return zipHandler(Buffer.from(file.contents));
}
