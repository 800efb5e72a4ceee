import type { Command, Option } from 'commander';

/** The commands and options that completion offers. */
export interface CompletionTree {
  readonly program: string;
  /** The first one is the program itself. */
  readonly commands: readonly CompletedCommand[];
}

/** A command, and the words that can follow it. */
export interface CompletedCommand {
  /** The path, such as `/up` or `/local/start`; `''` for the program itself. */
  readonly path: string;
  /** The paths of its aliases. */
  readonly aliases: readonly string[];
  /** Subcommands and the values of the first argument. */
  readonly words: readonly Described[];
  readonly options: readonly CompletedOption[];
}

export interface Described {
  readonly name: string;
  readonly description: string;
}

export interface CompletedOption extends Described {
  /** The kind of its value: none, any text, a file, or one of these words. */
  readonly value: 'none' | 'any' | 'file' | readonly string[];
}

/** The values of options that have a few usual ones. */
const VALUES: Readonly<Record<string, readonly string[]>> = { '--pace': ['instant', 'real'] };

/** Reads all commands and options from commander, which knows new commands too. */
export function toCompletionTree(program: Command): CompletionTree {
  return { program: program.name(), commands: walk(program, '') };
}

function walk(command: Command, path: string): CompletedCommand[] {
  const children = command.createHelp().visibleCommands(command);
  const own: CompletedCommand = {
    path,
    aliases: command.aliases().map((alias) => path.replace(/[^/]*$/, alias)),
    words: [
      ...children.map((child) => ({ name: child.name(), description: child.description() })),
      ...toArgumentWords(command),
    ],
    options: command.createHelp().visibleOptions(command).map(toOption),
  };
  return [own, ...children.flatMap((child) => walk(child, `${path}/${child.name()}`))];
}

function toArgumentWords({ registeredArguments }: Command): Described[] {
  const choices = registeredArguments[0]?.argChoices ?? [];
  return choices.map((name) => ({ name, description: '' }));
}

function toOption(option: Option): CompletedOption {
  const name = option.long ?? option.short ?? '';
  return { name, description: option.description, value: toValue(option) };
}

function toValue(option: Option): CompletedOption['value'] {
  if (!option.required) return 'none';
  const choices = option.argChoices ?? VALUES[option.long ?? ''];
  if (choices) return choices;
  return option.flags.includes('<file>') ? 'file' : 'any';
}

/** Finds the options with a value in all commands, each of them once. */
export function findOptionsWithValue({ commands }: CompletionTree): CompletedOption[] {
  const all = commands.flatMap(({ options }) => options).filter(({ value }) => value !== 'none');
  return [...new Map(all.map((option) => [option.name, option])).values()];
}

/** Finds each way to type a command: by its path, and by its aliases. */
export function findPaths({ commands }: CompletionTree): { typed: string; path: string }[] {
  return commands
    .filter(({ path }) => path !== '')
    .flatMap(({ path, aliases }) => [path, ...aliases].map((typed) => ({ typed, path })));
}
