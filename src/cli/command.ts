import { type ErrorCode, LabError } from '../errors.js';
import type { RunOptions } from '../session/run.js';
import type { CommandLine } from './rendering/hint.js';
import type { Output } from './rendering/output.js';
import type { Palette } from './rendering/palette.js';

/** An option of a command. An option without `parse` takes no value. */
export interface OptionSpec<T> {
  readonly flags: string;
  readonly description: string;
  /** `previous` is the value so far, if the user gave the option before. */
  parse?(text: string, previous?: T): T;
}

/** The options that the user gave. Each key is commander's name for the option: `--dry-run` is `dryRun`. */
export type Values<S> = {
  readonly [K in keyof S]?: (S[K] extends OptionSpec<infer T> ? T : never) | undefined;
};

export const flag = (flags: string, description: string): OptionSpec<boolean> => ({
  flags,
  description,
});

export const text = (flags: string, description: string): OptionSpec<string> => ({
  ...{ flags, description },
  parse: (given) => given,
});

/** Defines an option that a user may give several times. */
export const list = (flags: string, description: string): OptionSpec<readonly string[]> => ({
  ...{ flags, description },
  parse: (given, previous = []) => [...previous, given],
});

/** Defines an option with a number. The action knows which numbers it allows. */
export const number = (flags: string, description: string): OptionSpec<number> => ({
  ...{ flags, description },
  parse(given) {
    const value = given.trim() === '' ? Number.NaN : Number(given);
    if (!Number.isNaN(value)) return value;
    const [option] = flags.split(' ');
    throw new LabError('CONFIG_INVALID', `${option} is "${given}", but must be a number.`);
  },
});

/** The parts that renderers share. */
export interface View {
  readonly palette: Palette;
  /** For commands that the user may type next. */
  readonly line: CommandLine;
  /** The width of the terminal; infinite for other streams. */
  readonly columns: number;
}

/** One command: its options, its action, and how its result is shown. */
export interface CommandSpec<S, Result> {
  readonly name: string;
  readonly alias?: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** A positional argument, such as `[token]`. `act` gets it as an option of the same name. */
  readonly argument?: {
    readonly name: string;
    readonly description: string;
    readonly choices?: readonly string[];
  };
  readonly options: S;
  /** Whether the command uses the local endpoint, if `--local` does not decide that. */
  isLocal?(options: Values<S>): boolean;
  /** Calls the action. Returns undefined when it has already shown everything. */
  act(options: Values<S> & RunOptions, output: Output): Promise<Result | undefined>;
  /** Returns the members of the JSON document, besides `command` and `ok`. */
  toDocument(result: Result, view: View): object;
  /** Returns members of a failed run's document that differ from those of the result. */
  toFailureMembers?(result: Partial<Result>, view: View): object;
  /** Returns the lines for stdout. */
  render(result: Result, view: View): readonly string[];
  /** Whether another program reads the text: it is never wrapped. */
  isVerbatim?(result: Result): boolean;
  /** Returns lines for stderr beside the result, after a failure too. */
  renderNotes?(result: Partial<Result>, columns: number): readonly string[];
  /** The codes of failures that carry a complete result. The user sees the result and the failure. */
  readonly verdicts?: readonly ErrorCode[];
  /** How long the command cleans up after Ctrl-C, in milliseconds. Default: not at all. */
  readonly cleanUpMs?: number;
  /** Set when the result lists the finished resources: the progress does not. */
  readonly isBrief?: true;
  /** Whether the command prints one JSON document per line. */
  hasJsonLines?(options: Values<S>): boolean;
}

/** Checks a command's types. TypeScript infers `S` and `Result` from the options and the action. */
export function defineCommand<S extends Readonly<Record<string, OptionSpec<unknown>>>, Result>(
  spec: CommandSpec<S, Result>,
): CommandSpec<S, Result> {
  return spec;
}
