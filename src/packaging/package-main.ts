import { posix } from 'node:path';
import { LabError } from '../errors.js';
import type { Source } from './source.js';

/**
 * Finds the file that `main` or `exports` of package.json names. `npm init` writes `"main": "index.js"` even where there is
 * no such file, so a missing file counts as no entry.
 * @throws LabError PACKAGE_INVALID when package.json is not JSON
 */
export async function findPackageMain(source: Source): Promise<string | undefined> {
  if (!(await source.has('package.json'))) return undefined;
  const { main, exports } = parse(source, await source.read('package.json'));
  for (const named of [main, findDot(exports)]) {
    if (typeof named !== 'string') continue;
    const file = posix.normalize(named).replace(/^\.\//, '');
    for (const name of [file, `${file}.js`, posix.join(file, 'index.js')]) {
      if (await source.has(name)) return name;
    }
  }
  return undefined;
}

interface PackageJson {
  readonly main?: unknown;
  readonly exports?: unknown;
}

function parse({ label }: Source, text: string): PackageJson {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    throw new LabError(
      'PACKAGE_INVALID',
      `package.json of ${label} is not JSON: ${(error as Error).message}.`,
    );
  }
}

/** Finds the file of the package itself in `exports`: a text, or nested conditions. */
function findDot(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const members = new Map(Object.entries(exports));
  const names = members.has('.') ? ['.'] : ['node', 'import', 'module', 'require', 'default'];
  for (const name of names) {
    const found = findDot(members.get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
