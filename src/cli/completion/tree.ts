import type { Command, Option } from 'commander';

/** A program as completion sees it. */
export interface CompletionTree {
  readonly program: string;
  /** The program itself first. */
  readonly commands: readonly CompletedCommand[];
}

/** A command, and what can follow it. */
export interface CompletedCommand {
  /** `''` for the program, `/up`, `/local/start`; an alias is a path to its command. */
  readonly path: string;
  /** Other paths to it: aliases. */
  readonly aliases: readonly string[];
  /** Sub-commands and the values of a first argument. */
  readonly words: readonly Described[];
  readonly options: readonly CompletedOption[];
}

export interface Described {
  readonly name: string;
  readonly description: string;
}

export interface CompletedOption extends Described {
  /** What follows it: nothing, anything, a file, or one of these words. */
  readonly value: 'none' | 'any' | 'file' | readonly string[];
}

/** The values of options that have a few. */
const VALUES: Readonly<Record<string, readonly string[]>> = { '--pace': ['instant', 'real'] };

/** Everything that can be typed, from commander's own tree: a new command is completed by itself. */
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

/** All options of all commands that a value follows, each once. */
export function findOptionsWithValue({ commands }: CompletionTree): CompletedOption[] {
  const all = commands.flatMap(({ options }) => options).filter(({ value }) => value !== 'none');
  return [...new Map(all.map((option) => [option.name, option])).values()];
}

/** Every way to name a command below the program: its path, and with an alias. */
export function findPaths({ commands }: CompletionTree): { typed: string; path: string }[] {
  return commands
    .filter(({ path }) => path !== '')
    .flatMap(({ path, aliases }) => [path, ...aliases].map((typed) => ({ typed, path })));
}
