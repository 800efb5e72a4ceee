import { quote } from './posix.js';
import {
  type CompletedOption,
  type CompletionTree,
  findOptionsWithValue,
  findPaths,
} from './tree.js';

/** Returns the script for fish, for `… | source` or a file in the completions folder. */
export function toFishScript(tree: CompletionTree): string {
  const at = `__${tree.program.replaceAll('-', '_')}_at`;
  const withValue = findOptionsWithValue(tree).map(({ name }) => name);
  const lines = [
    `# fish completion for ${tree.program}: ${tree.program} completion fish | source`,
    `function ${at} --description 'Whether the words before the cursor name this command'`,
    '  set -l at ""',
    '  set -l skip 0',
    '  for word in (commandline -opc)[2..-1]',
    '    if test $skip = 1',
    '      set skip 0',
    '      continue',
    '    end',
    '    switch $word',
    `      case ${withValue.join(' ')}`,
    '        set skip 1',
    '        continue',
    '    end',
    '    switch $at/$word',
    ...findPaths(tree).flatMap(({ typed, path }) => [
      `      case ${typed}`,
      `        set at ${path}`,
    ]),
    '    end',
    '  end',
    '  test "$at" = "$argv[1]"',
    'end',
    `complete -c ${tree.program} -f`,
    ...tree.commands.flatMap(({ path, words, options }) => {
      const head = `complete -c ${tree.program} -n "${at} '${path}'"`;
      return [
        ...words.map(({ name, description }) => `${head} -a ${name} -d ${quote(description)}`),
        ...options.map((option) => `${head} ${toFlags(option)} -d ${quote(option.description)}`),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function toFlags({ name, value }: CompletedOption): string {
  const long = `-l ${name.replace(/^--/, '')}`;
  if (value === 'none') return long;
  if (value === 'file') return `${long} -r -F`;
  return value === 'any' ? `${long} -x` : `${long} -x -a ${quote(value.join(' '))}`;
}
