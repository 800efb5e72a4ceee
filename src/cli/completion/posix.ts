import {
  type CompletedOption,
  type CompletionTree,
  findOptionsWithValue,
  findPaths,
} from './tree.js';

/** A word as bash, zsh and fish take it for one. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `(--a|--b) …;;`, or nothing where no option is of the kind. */
export function toCase(names: readonly string[], then: string): string[] {
  return names.length > 0 ? [`    (${names.join('|')}) ${then};;`] : [];
}

/** The lines that bash and zsh share: which command the words before the cursor name. */
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

/** Options by what follows them. */
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
