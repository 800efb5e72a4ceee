import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a file that the build puts into `dist/`, such as `handler/index.mjs`.
 * The bundle stands in that folder itself; the source, as in tests, stands beside it.
 */
export function toProgramFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return basename(here) === 'dist' ? join(here, name) : join(here, '..', 'dist', name);
}
