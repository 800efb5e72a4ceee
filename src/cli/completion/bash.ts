import { sortByValue, toCase, toPathLines } from './posix.js';
import type { CompletionTree } from './tree.js';

/** Returns the script for bash 3.2 (macOS) and later. It does not need the bash-completion package. */
export function toBashScript(tree: CompletionTree): string {
  const name = `_${tree.program.replaceAll('-', '_')}`;
  const { files, anything, choices } = sortByValue(tree);
  const lines = [
    `# bash completion for ${tree.program}: eval "$(${tree.program} completion bash)"`,
    `${name}() {`,
    '  local cur=${COMP_WORDS[COMP_CWORD]} at= word i list=',
    '  local words=("${COMP_WORDS[@]}")',
    ...toPathLines(tree, 1, 'COMP_CWORD'),
    '  COMPREPLY=()',
    '  case ${COMP_WORDS[COMP_CWORD-1]} in',
    ...toCase(
      files,
      `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur")); return`,
    ),
    ...choices.map(
      ({ name: option, values }) =>
        `    (${option}) COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); return;;`,
    ),
    ...toCase(anything, 'return'),
    '  esac',
    '  case $at in',
    ...tree.commands.map(({ path, words, options }) => {
      const list = [...words, ...options].map((each) => each.name).join(' ');
      return `    ('${path}') list='${list}';;`;
    }),
    '  esac',
    '  COMPREPLY=($(compgen -W "$list" -- "$cur"))',
    '}',
    `complete -F ${name} ${tree.program}`,
  ];
  return `${lines.join('\n')}\n`;
}
