import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { LabError } from '../../errors.js';
import { VARIABLES } from './variables.js';

/** The content of a `.env` file: the variables that the program reads, and warnings about what it ignores. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** The program reads only these, because a repository that somebody checks out must not redirect their AWS calls. */
const READ_FROM_FILE: ReadonlySet<string> = new Set([
  ...VARIABLES,
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
]);

/**
 * Reads `file`, which must exist, or `.env` in `cwd`, which may be missing.
 * @throws LabError ENV_FILE_UNREADABLE
 */
export function readEnvFile(cwd: string, file: string | undefined): EnvFile {
  const path = resolve(cwd, file ?? '.env');
  const text = readText(path, file !== undefined);
  if (text === undefined) return { values: {}, notes: [] };
  const all = parse(text);
  const entries = Object.entries(all);
  const ignored = Object.keys(all).filter((name) => !READ_FROM_FILE.has(name));
  return {
    values: Object.fromEntries(entries.filter(([name]) => READ_FROM_FILE.has(name))),
    notes: [
      ...ignored.map(
        (name) => `${name} in ${path} is ignored. If you need it, set it in the environment.`,
      ),
      ...findUnread(text, all).map(
        ({ line, name }) =>
          `Line ${line} of ${path} is ignored, because there is no "=" after ${name}.`,
      ),
    ],
  };
}

/** Finds lines that dotenv skips without a word although they begin with a variable of the program. */
function findUnread(text: string, all: Readonly<Record<string, string>>) {
  return text.split('\n').flatMap((content, index) => {
    const [, name = ''] = /^\s*(?:export\s+)?(\w+)/.exec(content) ?? [];
    return READ_FROM_FILE.has(name) && !(name in all) ? [{ line: index + 1, name }] : [];
  });
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
