import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '../../errors.js';
import { readUsedFolder } from '../read-used-folder.js';
import { MARK } from './readme.js';

/** A file of an export. */
export interface ExportedFile {
  readonly content: string | Uint8Array;
  readonly isExecutable?: boolean;
}

/**
 * Writes the files into a new or empty folder, or over a former export.
 * @throws LabError CONFIG_INVALID when the folder has files of others, OUTPUT_UNWRITABLE
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, ExportedFile>>,
): Promise<string[]> {
  const target = resolve(folder);
  await refuseForeignFolder(folder, target);
  try {
    await mkdir(target, { recursive: true });
    for (const [name, { content, isExecutable = false }] of Object.entries(files)) {
      await writeFile(join(target, name), content);
      if (isExecutable) await chmod(join(target, name), 0o755);
    }
  } catch (error) {
    const { code = error } = error as NodeJS.ErrnoException;
    const message = `The export cannot be written to ${folder} (${code}).`;
    throw new LabError('OUTPUT_UNWRITABLE', message, { cause: error });
  }
  return Object.keys(files).sort();
}

async function refuseForeignFolder(folder: string, target: string): Promise<void> {
  const files = await readUsedFolder(folder, target);
  if (files.length === 0 || (await isExport(target))) return;
  const shown = files.slice(0, 3).join(', ');
  throw new LabError(
    'CONFIG_INVALID',
    `The folder ${folder} is not empty and is not a former export: it has ${shown}.`,
    { hint: 'Name a new or an empty folder with --dir. Nothing was written.' },
  );
}

async function isExport(target: string): Promise<boolean> {
  try {
    return (await readFile(join(target, 'README.md'), 'utf8')).startsWith(MARK);
  } catch {
    return false;
  }
}
