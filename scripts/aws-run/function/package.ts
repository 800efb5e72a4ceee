import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import { build } from 'esbuild';

let packed: Promise<Buffer> | undefined;

/** Packs the probe function, once for all its create calls. */
export function packProbeFunction(): Promise<Buffer> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    ...{ bundle: true, write: false, platform: 'node', format: 'esm', target: 'node22' },
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote no file for the probe function.');
  const archive = new ZipArchive();
  archive.append(Buffer.from(file.contents), { name: 'index.mjs' });
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}
