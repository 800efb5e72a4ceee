import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Ui } from './rendering/ui.js';

/** For commands that can write a page. */
export const REPORT = ['--report <file>', 'write a page about it to this file (.html)'] as const;

const COMMON_OPTIONS = [
  ['--region <region>', 'AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)'],
  ['--profile <profile>', 'profile of the AWS configuration'],
  ['--lab <name>', 'name of the lab: a prefix for every resource name'],
  ['--local', 'use the endpoint on this machine instead of AWS'],
  ['--json', 'print one JSON document on stdout'],
  ['--quiet', 'show no progress'],
  ['--verbose', 'show each AWS call on stderr'],
  ['--timeout <time>', 'time limit of the command (default: 60m)'],
  ['--dotenv <file>', 'read this file instead of .env'],
  ['--pace <pace>', 'with --local: instant, real, or a factor of real'],
  ['--faults <file>', 'with --local: faults for the endpoint to play'],
] as const;

/** An option; where it takes a value, the next option is not that value (`--region --json`). */
function addOption(command: Command, flags: string, description: string): void {
  const option = new Option(flags, description);
  if (option.required) {
    option.argParser((value) => {
      if (value.startsWith('--')) throw new InvalidArgumentError('It needs a value.');
      return value;
    });
  }
  command.addOption(option);
}

/** The options that every command has; they may stand before the command too. */
export function withCommonOptions(command: Command): Command {
  for (const [flags, description] of COMMON_OPTIONS) addOption(command, flags, description);
  return refuseEnvFile(command);
}

/** The option's former name, which Node itself acts on where it sees it. */
function refuseEnvFile(command: Command): Command {
  return command
    .addOption(new Option('--env-file [file]').hideHelp())
    .on('option:env-file', () =>
      command.error(
        'error: --env-file is called --dotenv: Node itself would read an --env-file, and take NODE_OPTIONS from it',
      ),
    );
}

/** What a command looks like in the help, and the options that only it has. */
export interface CommandSpec {
  readonly name: string;
  readonly alias?: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Positional: `[token]`; the flags get it under its name. */
  readonly arguments?: readonly (readonly [
    name: string,
    description: string,
    choices?: readonly string[],
  ])[];
  readonly options?: readonly (readonly [flags: string, description: string])[];
}

/** Adds a command; `load` gives the function that runs it. */
export function addCommand(
  parent: Command,
  spec: CommandSpec,
  load: () => Promise<(flags: never, ui: Ui) => Promise<void>>,
): void {
  const command = parent.command(spec.name).description(spec.description);
  if (spec.alias) command.alias(spec.alias);
  for (const [name, description, choices] of spec.arguments ?? []) {
    const argument = new Argument(name, description);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const [flags, description] of spec.options ?? []) addOption(command, flags, description);
  const examples = spec.examples.map((example) => `  $ ${example}\n`);
  withCommonOptions(command)
    .addHelpText('before', `Examples:\n${examples.join('')}`)
    .allowExcessArguments(false)
    .action(async () => {
      const [run, { openTerminal }] = await Promise.all([load(), import('./terminal.js')]);
      const flags = { ...command.optsWithGlobals(), ...toArguments(command) };
      const { json = false, quiet = false, verbose = false, follow = false } = flags;
      const options = { json, quiet, verbose, jsonLines: follow };
      await run(flags as never, openTerminal(options));
    });
}

/** The positional arguments that were given, by name. */
function toArguments({ registeredArguments, processedArgs }: Command): Record<string, unknown> {
  const named = registeredArguments.map(
    (each, index) => [each.name(), processedArgs[index]] as const,
  );
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}
