import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandSpec, OptionSpec, Values } from './command.js';
import { COMMON, type CommonValues } from './common-options.js';

/** Adds an option. The next option does not count as its value (`--region --json` is refused). */
function addOption(command: Command, { flags, description, parse }: OptionSpec<unknown>): void {
  const option = new Option(flags, description);
  if (parse) {
    option.argParser((value, previous) => {
      if (value.startsWith('--')) throw new InvalidArgumentError('It needs a value.');
      return parse(value, previous);
    });
  }
  command.addOption(option);
}

/** Adds the options that all commands share. */
export function withCommonOptions(command: Command): Command {
  for (const option of Object.values(COMMON)) addOption(command, option);
  return refuseEnvFile(command);
}

/** Refuses `--env-file`, the former name of `--dotenv`: Node itself would read such a file. */
function refuseEnvFile(command: Command): Command {
  return command
    .addOption(new Option('--env-file [file]').hideHelp())
    .on('option:env-file', () =>
      command.error(
        'error: use --dotenv instead of --env-file: Node itself would read an --env-file and apply its NODE_OPTIONS',
      ),
    );
}

/** Adds a command to the tree. The code that runs the command is loaded only when the command runs. */
export function addCommand<S extends Readonly<Record<string, OptionSpec<unknown>>>, Result>(
  parent: Command,
  spec: CommandSpec<S, Result>,
): void {
  const { name, alias, description, examples, argument, options } = spec;
  const command = parent.command(name).description(description);
  if (alias) command.alias(alias);
  if (argument) {
    const added = new Argument(argument.name, argument.description);
    command.addArgument(argument.choices ? added.choices(argument.choices) : added);
  }
  for (const option of Object.values(options)) addOption(command, option);
  withCommonOptions(command)
    .addHelpText('before', `Examples:\n${examples.map((one) => `  $ ${one}\n`).join('')}`)
    .allowExcessArguments(false)
    .action(async () => {
      const { runCommand } = await import('./run-command.js');
      // Pass the argument to the command as an option with the argument's name.
      const [given] = command.registeredArguments;
      if (given) command.setOptionValue(given.name(), command.processedArgs[0]);
      const values = command.optsWithGlobals<Values<S> & CommonValues>();
      await runCommand(spec, toFullName(command), values);
    });
}

/** Returns the words that call a command, such as `local start`. */
function toFullName(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}
