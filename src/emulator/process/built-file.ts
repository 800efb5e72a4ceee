import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a file that the build puts into `dist/` (a script that runs in a child process).
 * The bundle stands beside it; the source, as in tests, stands three folders from it.
 */
export function toBuiltFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return basename(here) === 'dist' ? join(here, name) : join(here, '..', '..', '..', 'dist', name);
}
