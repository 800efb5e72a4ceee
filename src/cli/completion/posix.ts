import {
  type CompletedOption,
  type CompletionTree,
  findOptionsWithValue,
  findPaths,
} from './tree.js';

/** Quotes a text: bash, zsh and fish then read it as one word. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Returns the case `(--a|--b) …;;`, or no line for no names. */
export function toCase(names: readonly string[], then: string): string[] {
  return names.length > 0 ? [`    (${names.join('|')}) ${then};;`] : [];
}

/** Returns the lines that find the command before the cursor. bash and zsh share them. */
export function toPathLines(tree: CompletionTree, first: number, last: string): string[] {
  const withValue = findOptionsWithValue(tree).map(({ name }) => name);
  return [
    `  for ((i = ${first}; i < ${last}; i++)); do`,
    '    word=${words[i]}',
    '    case $word in',
    `      (${withValue.join('|')}) ((i++)); continue;;`,
    '    esac',
    '    case $at/$word in',
    ...findPaths(tree).map(({ typed, path }) => `      (${typed}) at=${path};;`),
    '    esac',
    '  done',
  ];
}

/** Groups the options by the kind of their value. */
export function sortByValue(tree: CompletionTree): {
  files: string[];
  anything: string[];
  choices: { name: string; values: readonly string[] }[];
} {
  const options = findOptionsWithValue(tree);
  const named = (value: CompletedOption['value']) =>
    options.filter((option) => option.value === value).map(({ name }) => name);
  return {
    files: named('file'),
    anything: named('any'),
    choices: options.flatMap(({ name, value }) =>
      typeof value === 'string' ? [] : [{ name, values: value }],
    ),
  };
}
