import { basename, relative } from 'node:path';
import { toShellWord } from '../../actions/shell-word.js';

/** The parts of the environment that show how the program was started. */
interface Caller {
  readonly script: string | undefined;
  /** Undefined when the working directory was deleted. */
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns the words with which the user started the program, for commands in messages: the program may not be on
 * the PATH.
 */
export function toProgramName({ script, cwd, env }: Caller): string {
  if (!script || basename(script) === 'valkey-lab') return `${toRunner(env)}valkey-lab`;
  const path = cwd === undefined ? script : relative(cwd, script);
  const isBelow = !path.startsWith('..') && path !== script;
  // Node would read a path that begins with a hyphen as an option.
  const shown = isBelow && path.startsWith('-') ? `./${path}` : path;
  return `node ${toShellWord(isBelow ? shown : script)}`;
}

/** npm says in the environment whether `npx` started the program. */
function toRunner(env: Caller['env']): string {
  return env['npm_command'] === 'exec' ? 'npx ' : '';
}
