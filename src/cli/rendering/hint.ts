import { toShellWord } from '../../actions/shell-word.js';
import type { Hint } from '../../errors.js';

/** How this user called the program, which decides how commands for this user are written. */
export interface CommandLine {
  readonly program: string;
  /** The user's options that choose the lab. Each command repeats them; otherwise it would act on another lab. */
  readonly repeated: readonly (readonly string[])[];
  /** The user's options for a new lab, which the commands that create one repeat. */
  readonly making?: readonly (readonly string[])[];
  /** The user's options of `down` that choose the labs. */
  readonly sweep: readonly (readonly string[])[];
}

/** Renders a command that the user can paste. */
export function renderCommand(words: readonly string[], line: CommandLine): string {
  const [verb = ''] = words;
  // The `local` commands and help do not act on a lab.
  const hasLab = verb !== 'local' && !verb.startsWith('-');
  const lab = verb === 'learn' ? toLearnOptions(line) : line.repeated;
  const options = hasLab ? [...toOwnOptions(verb, line), ...lab] : [];
  return [line.program, ...[...words, ...options.flat()].map(toShellWord)].join(' ');
}

/** The commands with the options of a new lab. */
const MAKING = ['up', 'create-cache', 'create-users', 'create-role', 'deploy-function'];

function toOwnOptions(verb: string, { making = [], sweep }: CommandLine): CommandLine['repeated'] {
  if (verb === 'down') return sweep;
  return MAKING.includes(verb) ? making : [];
}

/** `learn` uses the local endpoint without being told, and AWS only with `--aws`. */
function toLearnOptions({ repeated }: CommandLine): CommandLine['repeated'] {
  const others = repeated.filter(([option]) => option !== '--local');
  return others.length < repeated.length ? others : [['--aws'], ...others];
}

/** Removes `--lab`, for a command that names its lab itself. */
export function withoutLab(line: CommandLine): CommandLine {
  return { ...line, repeated: line.repeated.filter(([option]) => option !== '--lab') };
}

/** Renders a hint as one line. */
export function renderHint({ text, command, or }: Hint, line: CommandLine): string {
  const said = command
    ? text.replace('{command}', () => `\`${renderCommand(command, line)}\``)
    : text;
  return or ? `${said} ${renderHint(or, line)}` : said;
}
