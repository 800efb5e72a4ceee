import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBuiltFile } from '../process/built-file.js';

/** A file of the page. It holds no data of the endpoint. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** The only files that the console serves, by the last part of their address. */
const FILES: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  '': { name: 'index.html', type: 'text/html; charset=utf-8' },
  'console.js': { name: 'console.js', type: 'text/javascript; charset=utf-8' },
  'console.css': { name: 'console.css', type: 'text/css; charset=utf-8' },
};

/** Reads a file of the page. Returns undefined if the page has no such file. */
export async function readPageFile(name: string): Promise<PageFile | undefined> {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (!file) return undefined;
  return { type: file.type, body: await readFile(toBuiltFile(join('console', file.name))) };
}
