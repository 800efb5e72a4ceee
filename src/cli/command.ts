import { type ErrorCode, LabError } from '../errors.js';
import type { RunOptions } from '../session/run.js';
import type { CommandLine } from './rendering/hint.js';
import type { Output } from './rendering/output.js';
import type { Palette } from './rendering/palette.js';

/** An option of a command. Without `parse` it is a switch. */
export interface OptionSpec<T> {
  readonly flags: string;
  readonly description: string;
  parse?(text: string): T;
}

/** The options that were given. Each key is commander's name of its option: `--dry-run` is `dryRun`. */
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

/** The action knows which numbers are allowed. */
export const number = (flags: string, description: string): OptionSpec<number> => ({
  ...{ flags, description },
  parse(given) {
    const value = given.trim() === '' ? Number.NaN : Number(given);
    if (!Number.isNaN(value)) return value;
    const [option] = flags.split(' ');
    throw new LabError('CONFIG_INVALID', `${option} is "${given}", which is not a number.`);
  },
});

/** What a renderer may use. */
export interface View {
  readonly palette: Palette;
  /** For commands and hints that are to be typed. */
  readonly line: CommandLine;
}

/** What a person types and sees: options and rendering of one verb. */
export interface CommandSpec<S, Result> {
  readonly name: string;
  readonly alias?: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** A positional argument, `[token]`; `act` gets it under its name. */
  readonly argument?: {
    readonly name: string;
    readonly description: string;
    readonly choices?: readonly string[];
  };
  readonly options: S;
  /** Calls the action. Undefined: everything is shown already. */
  act(options: Values<S> & RunOptions, output: Output): Promise<Result | undefined>;
  /** The members of the JSON document, besides `command` and `ok`. */
  toDocument(result: Result, view: View): object;
  /** The members of a failed run's document, where they are not the result's as they are. */
  toFailureMembers?(result: Partial<Result>, view: View): object;
  /** The lines on stdout. */
  render(result: Result, view: View): readonly string[];
  /** Lines on stderr beside the result, also of a failed run. */
  renderNotes?(result: Partial<Result>): readonly string[];
  /** The failure that has the whole result with it: a person sees both. */
  readonly verdict?: ErrorCode;
  /** Whether the JSON documents stand on a line each. */
  hasJsonLines?(options: Values<S>): boolean;
}

/** Checks a command's types; `S` and `Result` follow from the options and the action. */
export function defineCommand<S extends Readonly<Record<string, OptionSpec<unknown>>>, Result>(
  spec: CommandSpec<S, Result>,
): CommandSpec<S, Result> {
  return spec;
}
