import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';
import { LabError } from '../errors.js';

/** Secrets, history, and what Python makes again. No line of `.lambdaignore` brings them back. */
const NEVER = ['.git', '.env*', '.aws', '.venv', '__pycache__', '.lambdaignore'];

/**
 * Reads which files of a folder are not packed: secrets, and what `.lambdaignore` excludes by the rules of `.gitignore`.
 * The names have `/`, also at the end of a folder's name.
 */
export async function readIgnored(folder: string): Promise<(name: string) => boolean> {
  const never = ignore().add(NEVER);
  const own = ignore().add(await readRules(join(folder, '.lambdaignore')));
  return (name) => never.ignores(name) || own.ignores(name);
}

async function readRules(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new LabError('PACKAGE_INVALID', `${file} cannot be read (${code}).`);
  }
}
