import { basename, relative } from 'node:path';
import { toShellWord } from './shell-word.js';

/**
 * How the program was called, for commands that a person is told to type: not all have it on the PATH.
 * `cwd` is undefined when the working directory was deleted.
 */
export function toProgramName(script: string | undefined, cwd: string | undefined): string {
  if (!script || basename(script) === 'valkey-lab') return 'valkey-lab';
  const path = cwd === undefined ? script : relative(cwd, script);
  const isBelow = !path.startsWith('..') && path !== script;
  // Behind `./` a folder's name is never taken for an option.
  const shown = isBelow && path.startsWith('-') ? `./${path}` : path;
  return `node ${toShellWord(isBelow ? shown : script)}`;
}
