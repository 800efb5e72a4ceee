import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LabError } from '../errors.js';

/**
 * Looks, without writing, whether a report can be written there.
 * @throws LabError CONFIG_INVALID
 */
export function refuseUnwritable(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw toRefusal(file, 'it is a folder');
  try {
    accessSync(found ? file : dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw toRefusal(file, toReason(error));
  }
}

/** @throws LabError OUTPUT_UNWRITABLE when it could be written before, and cannot be now */
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
  return code === 'ENOENT' ? 'its folder does not exist' : code;
}

function toRefusal(file: string, why: string): LabError {
  return new LabError('CONFIG_INVALID', `The report ${file} cannot be written: ${why}.`, {
    hint: 'Choose another file with --report.',
  });
}
