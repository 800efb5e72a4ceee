import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { LabError } from '../../errors.js';
import { VARIABLES } from './variables.js';

/** What a `.env` file gives: the variables that we read, and the names that we do not. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
}

/** A checked-out folder must not redirect somebody's AWS: nothing else is read from `.env`. */
const READ_FROM_FILE: ReadonlySet<string> = new Set([
  ...VARIABLES,
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
]);

/**
 * Reads the `.env` file: `file` when it is named (then it must be there), else `.env` in `cwd`.
 * @throws LabError ENV_FILE_UNREADABLE
 */
export function readEnvFile(cwd: string, file: string | undefined): EnvFile {
  const path = resolve(cwd, file ?? '.env');
  const text = readText(path, file !== undefined);
  if (text === undefined) return { values: {}, ignored: [] };
  const all = Object.entries(parse(text));
  return {
    values: Object.fromEntries(all.filter(([name]) => READ_FROM_FILE.has(name))),
    ignored: all.map(([name]) => name).filter((name) => !READ_FROM_FILE.has(name)),
  };
}

function readText(path: string, isNamed: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !isNamed) return undefined;
    throw new LabError('ENV_FILE_UNREADABLE', `The file ${path} cannot be read (${code}).`, {
      cause: error,
    });
  }
}
