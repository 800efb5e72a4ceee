import { basename, relative } from 'node:path';

/** How the program was called, for commands that a person is told to type: not all have it on the PATH. */
export function toProgramName(script: string | undefined, cwd: string): string {
  if (!script || basename(script) === 'valkey-lab') return 'valkey-lab';
  const path = relative(cwd, script);
  return `node ${path.startsWith('..') ? script : path}`;
}
