import { resolve } from 'node:path';
import { LabError } from '../errors.js';
import { bundle } from './bundle.js';
import { refuseMissingHandler, toMissingHandler } from './check-handler.js';
import { type Entry, findEntry, isTypeScript, toHandlerText } from './entry.js';
import { type FolderFile, listFolderFiles, readFiles } from './folder-files.js';
import { type GivenZip, openGivenZip } from './given-zip.js';
import { refuseLargeFiles, refuseLargeZip } from './limits.js';
import { noteForeignModules, noteOtherVersion } from './notes.js';
import type { PackagePlace } from './place.js';
import { installRequirements } from './requirements.js';
import { chooseRuntime } from './runtime.js';
import { findKind, openFolder, type Source } from './source.js';
import { createZip, toZip, type Zip, type ZipEntry } from './zip.js';

export { readIgnored } from './ignored.js';
export type { PackagePlace } from './place.js';
export { findKind } from './source.js';

/** What the user says about a function. The other facts follow from its files. */
export interface PackageOptions {
  readonly handler?: string | undefined;
  readonly runtime?: string | undefined;
}

/** A function's package, and what Lambda must know of it. */
export interface FunctionPackage extends Zip {
  readonly runtime: string;
  readonly handler: string;
  /** What is in the package, sorted by name. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Packs the function of a folder, or checks a zip. Everything that Lambda would refuse is refused here, before any call.
 * @throws LabError PACKAGE_INVALID, CONFIG_INVALID, BUILDER_MISSING, BUILD_FAILED
 */
export async function packFunction(
  path: string,
  options: PackageOptions,
  place: PackagePlace,
): Promise<FunctionPackage> {
  const kind = await findKind(path);
  const source = kind === 'zip' ? await openGivenZip(path) : await openFolder(path);
  const entry = await findEntry(source, options.handler);
  const runtime = chooseRuntime(entry.language, {
    given: options.runtime,
    node: place.nodeRuntime,
  });
  await noteOtherVersion(runtime, entry.language, place);
  if (source.kind === 'zip') return checkZip(source, entry, runtime);
  const pack = isTypeScript(entry) ? packBundle : packFiles;
  return pack(resolve(path), { source, entry, runtime, place });
}

async function checkZip(source: GivenZip, entry: Entry, runtime: string): Promise<FunctionPackage> {
  const { zip, files, label } = source;
  if (isTypeScript(entry)) {
    throw new LabError('PACKAGE_INVALID', `The entry of ${label} is TypeScript: ${entry.file}.`, {
      hint: 'Name the folder instead: it is bundled. Or put the built JavaScript into the zip.',
    });
  }
  refuseLargeFiles(label, files);
  refuseLargeZip(label, zip);
  await refuseMissingHandler(source, entry);
  return { ...toZip(zip), runtime, handler: toHandlerText(entry), files };
}

interface Packing {
  readonly source: Source;
  readonly entry: Entry;
  readonly runtime: string;
  readonly place: PackagePlace;
}

async function packBundle(folder: string, { source, entry, runtime, place }: Packing) {
  const { label } = source;
  const { entries, exports } = await bundle({ folder, label, file: entry.file, runtime });
  const [name = ''] = entry.exportName.split('.');
  if (!exports.includes(name)) throw toMissingHandler(source, entry);
  noteForeignModules(entries, place);
  return toPackage(label, entries, { runtime, handler: `index.${entry.exportName}` });
}

async function packFiles(folder: string, { source, entry, runtime, place }: Packing) {
  const { label } = source;
  await refuseMissingHandler(source, entry);
  const files = await listFolderFiles(folder);
  refuseLargeFiles(label, files.map(toSize));
  const own = await readFiles(files);
  noteForeignModules(own, place);
  const installed =
    entry.language === 'python' ? await readRequirements(folder, { source, runtime, place }) : [];
  const names = new Set(own.map(({ name }) => name));
  // The user's own file wins over one of a package.
  const entries = [...own, ...installed.filter(({ name }) => !names.has(name))];
  return toPackage(label, entries, { runtime, handler: toHandlerText(entry) });
}

async function readRequirements(
  folder: string,
  { source, runtime, place }: Pick<Packing, 'source' | 'runtime' | 'place'>,
): Promise<ZipEntry[]> {
  if (!(await source.has('requirements.txt'))) return [];
  const installed = await installRequirements({ folder, label: source.label, runtime, ...place });
  const files = await listFolderFiles(installed);
  // The programs in bin/ name this machine's Python.
  return readFiles(files.filter(({ name }) => !name.startsWith('bin/')));
}

async function toPackage(
  label: string,
  entries: readonly ZipEntry[],
  facts: Pick<FunctionPackage, 'runtime' | 'handler'>,
): Promise<FunctionPackage> {
  const files = entries.map(toSize).sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseLargeFiles(label, files);
  const packed = await createZip(entries);
  refuseLargeZip(label, packed.zip);
  return { ...packed, ...facts, files };
}

function toSize(file: FolderFile | ZipEntry): { readonly name: string; readonly bytes: number } {
  const { name } = file;
  if ('linkTarget' in file) return { name, bytes: file.linkTarget.length };
  return { name, bytes: 'content' in file ? file.content.byteLength : file.bytes };
}
