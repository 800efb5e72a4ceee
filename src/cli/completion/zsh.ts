import { quote, sortByValue, toCase, toPathLines } from './posix.js';
import type { CompletionTree, Described } from './tree.js';

/** Returns the script for zsh, for `source <(…)` after compinit. */
export function toZshScript(tree: CompletionTree): string {
  const name = `_${tree.program.replaceAll('-', '_')}`;
  const { files, anything, choices } = sortByValue(tree);
  const list = (each: readonly Described[]) =>
    each.map((one) => quote(`${one.name}:${one.description}`)).join(' ');
  const lines = [
    `#compdef ${tree.program}`,
    `# zsh completion for ${tree.program}: source <(${tree.program} completion zsh)`,
    `${name}() {`,
    // Not `path`: zsh uses that name for its own search path.
    '  local at= word',
    '  integer i',
    '  local -a below options',
    ...toPathLines(tree, 2, 'CURRENT'),
    '  case ${words[CURRENT-1]} in',
    ...toCase(files, '_files; return'),
    ...choices.map(
      ({ name: option, values }) => `    (${option}) compadd -- ${values.join(' ')}; return;;`,
    ),
    ...toCase(anything, 'return'),
    '  esac',
    '  case $at in',
    ...tree.commands.flatMap(({ path, words, options }) => [
      `    ('${path}')`,
      `      below=(${list(words)})`,
      `      options=(${list(options)});;`,
    ]),
    '  esac',
    '  if [[ ${words[CURRENT]} == -* ]]; then',
    "    _describe -o 'option' options",
    '  else',
    "    _describe 'command' below",
    '  fi',
    '}',
    `compdef ${name} ${tree.program}`,
  ];
  return `${lines.join('\n')}\n`;
}
