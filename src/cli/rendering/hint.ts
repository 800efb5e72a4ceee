import type { Hint } from '../../errors.js';
import { toShellWord } from './shell-word.js';

/** What decides how a command is written for this user: how the program was called, and with which options. */
export interface CommandLine {
  readonly program: string;
  /** The user's options that choose the lab, to repeat: pasted, a command must not go elsewhere. */
  readonly repeated: readonly (readonly string[])[];
  /** The user's options of `down` that choose the labs. */
  readonly sweep: readonly (readonly string[])[];
}

/** A command as the user can paste it. */
export function renderCommand(words: readonly string[], line: CommandLine): string {
  const [verb = ''] = words;
  // The commands of the endpoint, and help, are about no lab.
  const hasLab = verb !== 'local' && !verb.startsWith('-');
  const options = hasLab ? [...(verb === 'down' ? line.sweep : []), ...line.repeated] : [];
  return [line.program, ...[...words, ...options.flat()].map(toShellWord)].join(' ');
}

/** For a command that names its lab itself. */
export function withoutLab(line: CommandLine): CommandLine {
  return { ...line, repeated: line.repeated.filter(([option]) => option !== '--lab') };
}

/** A hint as one line. */
export function renderHint({ text, command, or }: Hint, line: CommandLine): string {
  const said = command
    ? text.replace('{command}', () => `\`${renderCommand(command, line)}\``)
    : text;
  return or ? `${said} ${renderHint(or, line)}` : said;
}
