import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { LabError } from '../errors.js';
import { toProgramFile } from '../program-files.js';
import { version } from '../version.js';
import type { Action } from './action.js';
import type { InitOptions } from './options.js';
import { readUsedFolder } from './read-used-folder.js';
import type { InitResult } from './results.js';

/** Copies the starter of a language into a new or empty folder. */
async function begin(_run: object, { folder, python = false }: InitOptions): Promise<InitResult> {
  const target = resolve(folder);
  await refuseUsedFolder(folder, target);
  const language = python ? 'python' : 'node';
  try {
    await mkdir(target, { recursive: true });
    await cp(toProgramFile(`starters/${language}-function`), target, { recursive: true });
    if (language === 'node') await adaptPackage(target);
  } catch (error) {
    const { code = error } = error as NodeJS.ErrnoException;
    const message = `The starter cannot be written to ${folder} (${code}).`;
    throw new LabError('OUTPUT_UNWRITABLE', message, { cause: error });
  }
  return { folder, language, files: (await readdir(target)).sort() };
}

/** @throws LabError CONFIG_INVALID when the folder has files, or is none */
async function refuseUsedFolder(folder: string, target: string): Promise<void> {
  const files = await readUsedFolder(folder, target);
  if (files.length === 0) return;
  const shown = files.slice(0, 3).join(', ');
  throw new LabError('CONFIG_INVALID', `The folder ${folder} is not empty: it has ${shown}.`, {
    hint: 'Name a new or an empty folder. Nothing was written.',
  });
}

/** Gives the package its own name, and the version of this program that wrote it. */
async function adaptPackage(target: string): Promise<void> {
  const file = join(target, 'package.json');
  const { dependencies, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  const name = basename(target)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
  const own = { ...dependencies, 'valkey-lab': await findOwnVersion(target) };
  await writeFile(file, `${JSON.stringify({ ...rest, name, dependencies: own }, null, 2)}\n`);
}

/** Returns the version of this program, or its folder if it runs from a checkout, which is in no registry. */
async function findOwnVersion(target: string): Promise<string> {
  const root = dirname(dirname(toProgramFile('cli.js')));
  const isInstalled = root.split(sep).includes('node_modules');
  return isInstalled ? `^${version}` : `file:${relative(target, root).replaceAll(sep, '/')}`;
}

export const init: Action<object, InitOptions, InitResult> = { open: (run) => run, act: begin };
