import type { Command } from 'commander';
import { addCommand as add } from './add-command.js';

/** The commands of the endpoint on this machine. */
export function addLocalCommands(program: Command): void {
  const local = program
    .command('local')
    .description('the AWS endpoint on this machine: start, stop, status, env');

  add(
    local,
    {
      name: 'start',
      description: 'start the endpoint; it stays until `local stop`',
      examples: ['valkey-lab local start', 'valkey-lab local start --pace real --port 4566'],
      options: [
        ['--port <port>', 'port on 127.0.0.1 (default: any free one)'],
        ['--foreground', 'run in this terminal until Ctrl-C'],
      ],
    },
    async () => (await import('../commands/local.js')).runLocalStart,
  );

  add(
    local,
    {
      name: 'stop',
      description: 'stop the endpoint, whatever is in it',
      examples: ['valkey-lab local stop'],
    },
    async () => (await import('../commands/local.js')).runLocalStop,
  );

  add(
    local,
    {
      name: 'status',
      description: 'say whether it runs, and where',
      examples: ['valkey-lab local status', 'valkey-lab local status --json'],
    },
    async () => (await import('../commands/local.js')).runLocalStatus,
  );

  add(
    local,
    {
      name: 'env',
      description: 'print export lines for the AWS CLI, boto3 or another SDK',
      examples: [
        '(eval "$(valkey-lab local env)"; aws elasticache describe-users)',
        'eval "$(valkey-lab local env)"',
      ],
    },
    async () => (await import('../commands/local.js')).runLocalEnv,
  );
}
