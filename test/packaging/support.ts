import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { packFunction } from '../../src/packaging/index.js';

/** A temporary folder with files. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** Writes files into a new folder. */
export async function createFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'valkey-lab-pack-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Packs a folder or zip for Lambda. Returns the package with its notes. */
export async function pack(
  path: string,
  options: { readonly handler?: string; readonly runtime?: string } = {},
  place: { readonly local?: boolean; readonly cacheFolder?: string } = {},
) {
  const notes: string[] = [];
  const packed = await packFunction(path, options, {
    local: place.local ?? false,
    nodeRuntime: 'nodejs24.x',
    cacheFolder: place.cacheFolder ?? join(tmpdir(), 'valkey-lab-no-cache'),
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
  });
  return { ...packed, notes };
}

/** Lists the names in a zip, with the Unix modes of the entries. */
export async function listZip(zip: Uint8Array): Promise<{ name: string; mode: string }[]> {
  const archive = await fromBufferPromise(Buffer.from(zip), { lazyEntries: true });
  const entries: { name: string; mode: string }[] = [];
  for await (const { fileName, externalFileAttributes } of archive.eachEntry()) {
    entries.push({ name: fileName, mode: (externalFileAttributes >>> 16).toString(8) });
  }
  return entries;
}
