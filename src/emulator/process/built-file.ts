import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Returns the path of a script that the build writes to `dist/` and a child process runs. It is next to the
 * bundle, and three folders away from the source, which tests run.
 */
export function toBuiltFile(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return basename(here) === 'dist' ? join(here, name) : join(here, '..', '..', '..', 'dist', name);
}
