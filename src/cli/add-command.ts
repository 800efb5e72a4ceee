import { type Command, Option } from 'commander';
import { toProgramName } from '../ui/program-name.js';
import { createUi, type Ui, type UiStreams } from '../ui/ui.js';

/** The options that every command has; they may stand before the command too. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)')
    .option('--profile <profile>', 'profile of the AWS configuration')
    .option('--lab <name>', 'name of the lab: a prefix for every resource name')
    .option('--local', 'use the endpoint on this machine instead of AWS')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'show no progress')
    .option('--verbose', 'show each AWS call on stderr')
    .option('--timeout <time>', 'time limit of the command (default: 60m)')
    .option('--env-file <file>', 'read this file instead of .env')
    .addOption(new Option('--pace <pace>', 'with --local: instant, real, or a factor of real'))
    .addOption(new Option('--faults <file>', 'with --local: faults for the endpoint to play'));
}

/** What a command looks like in the help, and the options that only it has. */
export interface CommandSpec {
  readonly name: string;
  readonly alias?: string;
  readonly description: string;
  readonly examples: readonly string[];
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
  for (const [flags, description] of spec.options ?? []) command.option(flags, description);
  const examples = spec.examples.map((example) => `  $ ${example}\n`);
  withCommonOptions(command)
    .addHelpText('before', `Examples:\n${examples.join('')}`)
    .allowExcessArguments(false)
    .action(async (_options: unknown, self: Command) => {
      const run = await load();
      const flags = self.optsWithGlobals();
      const { json = false, quiet = false, verbose = false } = flags;
      await run(flags as never, createUi({ json, quiet, verbose }, createStreams()));
    });
}

/** The terminal, and how the program was called. */
export function createStreams(): UiStreams {
  const { stdout, stderr, env, argv } = process;
  return { stdout, stderr, env, program: toProgramName(argv[1], process.cwd()) };
}
