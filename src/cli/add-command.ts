import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandSpec, OptionSpec, Values } from './command.js';
import { COMMON, type CommonValues } from './common-options.js';

/** An option; where it takes a value, the next option is not that value (`--region --json`). */
function addOption(command: Command, { flags, description, parse }: OptionSpec<unknown>): void {
  const option = new Option(flags, description);
  if (parse) {
    option.argParser((value) => {
      if (value.startsWith('--')) throw new InvalidArgumentError('It needs a value.');
      return parse(value);
    });
  }
  command.addOption(option);
}

/** The options that every command has. */
export function withCommonOptions(command: Command): Command {
  for (const option of Object.values(COMMON)) addOption(command, option);
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

/** Adds a command to the tree; what runs it is loaded when it runs. */
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
      // An argument counts as an option of its name.
      const [given] = command.registeredArguments;
      if (given) command.setOptionValue(given.name(), command.processedArgs[0]);
      const values = command.optsWithGlobals<Values<S> & CommonValues>();
      await runCommand(spec, toFullName(command), values);
    });
}

/** `local start`: the words that call it. */
function toFullName(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}
