import { toBashScript } from '../cli/completion/bash.js';
import { toFishScript } from '../cli/completion/fish.js';
import { toPowerShellScript } from '../cli/completion/powershell.js';
import type { CompletionTree } from '../cli/completion/tree.js';
import { toZshScript } from '../cli/completion/zsh.js';
import type { Ui } from '../cli/rendering/ui.js';
import { type CommandFlags, withSession } from './session.js';

export interface CompletionFlags extends CommandFlags {
  /** commander takes no other. */
  readonly shell: keyof typeof SCRIPTS;
}

const SCRIPTS = {
  bash: toBashScript,
  zsh: toZshScript,
  fish: toFishScript,
  powershell: toPowerShellScript,
} as const;

/** Prints the shell's completion script; it calls nothing when it is used. */
export async function runCompletion(
  tree: CompletionTree,
  flags: CompletionFlags,
  ui: Ui,
): Promise<void> {
  await withSession('completion', flags, ui, async () => {
    const { shell } = flags;
    const script = SCRIPTS[shell](tree);
    ui.result({ command: 'completion', ok: true, shell, script }, () => script);
  });
}
