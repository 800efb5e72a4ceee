import type { Command } from 'commander';
import { type CommandSpec, defineCommand } from '../command.js';

interface Script {
  readonly shell: Shell;
  readonly script: string;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** Creates the command that prints a shell's completion script for all commands of `program`. */
export function createCompletion(program: Command): CommandSpec<Record<never, never>, Script> {
  return defineCommand({
    name: 'completion',
    description: 'print a shell completion script',
    examples: [
      'eval "$(valkey-lab completion bash)"      # in ~/.bashrc',
      'source <(valkey-lab completion zsh)       # in ~/.zshrc, after compinit',
      'valkey-lab completion fish | source       # in ~/.config/fish/config.fish',
    ],
    argument: { name: '<shell>', description: 'the shell', choices: SHELLS },
    options: {},
    async act(options: { readonly shell?: Shell }): Promise<Script> {
      const { shell = 'bash' } = options;
      const { scripts } = await import('./scripts.js');
      return { shell, script: scripts[shell](program) };
    },
    toDocument: ({ shell, script }) => ({ shell, script }),
    isVerbatim: () => true,
    render: ({ script }) => [script.replace(/\n$/, '')],
  });
}
