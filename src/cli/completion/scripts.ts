import type { Command } from 'commander';
import { toBashScript } from './bash.js';
import { toFishScript } from './fish.js';
import { toCompletionTree } from './tree.js';
import { toZshScript } from './zsh.js';

/** The script of each shell. A completion does not start the program: the script contains all words. */
export const scripts = {
  bash: (program: Command) => toBashScript(toCompletionTree(program)),
  zsh: (program: Command) => toZshScript(toCompletionTree(program)),
  fish: (program: Command) => toFishScript(toCompletionTree(program)),
};
