import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LabError } from '../errors.js';

/** The kind of file, and the option that names it. */
interface Written {
  readonly what: string;
  readonly option: string;
}

/**
 * Checks whether a file can be written, without writing it.
 * @throws LabError CONFIG_INVALID
 */
export function refuseUnwritable(
  file: string,
  { what, option }: Written = { what: 'report', option: '--report' },
): void {
  const why = findHindrance(file) ?? (option === '--report' ? findWrongName(file) : undefined);
  if (why === undefined) return;
  throw new LabError('CONFIG_INVALID', `The ${what} ${file} cannot be written: ${why}.`, {
    hint: `Choose another file with ${option}.`,
  });
}

/** A report is a page. Another name is likely to be a mistake, and a browser would not show the page. */
function findWrongName(file: string): string | undefined {
  return /\.html?$/i.test(file) ? undefined : 'its name must end in .html';
}

function findHindrance(file: string): string | undefined {
  if (file === '') return 'it has no name';
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) return 'it is a folder';
    accessSync(found ? file : dirname(resolve(file)), constants.W_OK);
    return undefined;
  } catch (error) {
    return toReason(error);
  }
}

/** @throws LabError OUTPUT_UNWRITABLE */
export function writeReport(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new LabError(
      'OUTPUT_UNWRITABLE',
      `The report ${file} cannot be written (${toReason(error)}).`,
      { hint: 'Choose another file with --report.' },
    );
  }
}

function toReason(error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOTDIR') return 'a file has the name of its folder';
  return code === 'ENOENT' ? 'its folder does not exist' : code;
}
