import { basename, relative } from 'node:path';
import { toShellWord } from './shell-word.js';

/**
 * Returns how the user called the program, for commands in messages: the program may not be on the PATH.
 * `cwd` is undefined when the working directory was deleted.
 */
export function toProgramName(script: string | undefined, cwd: string | undefined): string {
  if (!script || basename(script) === 'valkey-lab') return 'valkey-lab';
  const path = cwd === undefined ? script : relative(cwd, script);
  const isBelow = !path.startsWith('..') && path !== script;
  // Node would read a path that begins with a hyphen as an option.
  const shown = isBelow && path.startsWith('-') ? `./${path}` : path;
  return `node ${toShellWord(isBelow ? shown : script)}`;
}
