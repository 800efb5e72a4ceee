import type { Command } from 'commander';
import { addCommand as add, REPORT } from './add-command.js';

const DRY_RUN = ['--dry-run', 'show what would be done; change nothing'] as const;

/** The commands that make, prove, show and remove the lab, and the tutorial's steps. */
export function addLabCommands(program: Command): void {
  add(
    program,
    {
      name: 'up',
      description: 'make the whole lab; safe to run again: it goes on where the last run stopped',
      examples: [
        'valkey-lab up',
        'valkey-lab up --local',
        'valkey-lab up --lab pr-7 --json',
        'valkey-lab up --report up.html',
      ],
      options: [DRY_RUN, REPORT],
    },
    async () => (await import('../commands/up.js')).runUp,
  );

  add(
    program,
    {
      name: 'invoke',
      description: 'call the function, check the round trip, show the reply and the log tail',
      examples: [
        'valkey-lab invoke',
        'valkey-lab invoke --output output.txt',
        'valkey-lab invoke --local --count 10',
      ],
      options: [
        ['--payload <json>', 'the event to send'],
        ['--output <file>', 'write the reply to this file'],
        ['--count <n>', 'invoke so many times, one after another'],
      ],
    },
    async () => (await import('../commands/invoke.js')).runInvoke,
  );

  add(
    program,
    {
      name: 'down',
      alias: 'cleanup',
      description: 'delete everything that the lab made, and nothing else; safe to run again',
      examples: [
        'valkey-lab down',
        'valkey-lab down --local',
        'valkey-lab down --dry-run',
        'valkey-lab down --all --older-than 6h',
      ],
      options: [
        DRY_RUN,
        ['--all', 'every lab of the account and region, by tag'],
        ['--older-than <time>', 'with --all: only labs whose newest resource is older, like 6h'],
        ['--no-wait-interfaces', 'do not wait until Lambda has released its network interfaces'],
      ],
    },
    async () => (await import('../commands/down.js')).runDown,
  );

  add(
    program,
    {
      name: 'create-cache',
      description:
        'make the serverless Valkey cache and wait until it is available (steps 1.1, 1.2)',
      examples: ['valkey-lab create-cache'],
      options: [DRY_RUN],
    },
    async () => (await import('../commands/create-cache.js')).runCreateCache,
  );

  add(
    program,
    {
      name: 'create-users',
      description:
        'make users and user group, and attach it to the cache if there is one (step 1.4)',
      examples: ['valkey-lab create-users'],
      options: [DRY_RUN],
    },
    async () => (await import('../commands/create-users.js')).runCreateUsers,
  );

  add(
    program,
    {
      name: 'create-role',
      description: 'make the role and the policy, and attach both policies (steps 1.3, 2.2)',
      examples: ['valkey-lab create-role'],
      options: [DRY_RUN],
    },
    async () => (await import('../commands/create-role.js')).runCreateRole,
  );

  add(
    program,
    {
      name: 'deploy-function',
      description: 'pack the handler and make or update the function (steps 2.1, 2.3)',
      examples: ['valkey-lab deploy-function'],
      options: [DRY_RUN],
    },
    async () => (await import('../commands/deploy-function.js')).runDeployFunction,
  );

  add(
    program,
    {
      name: 'status',
      description: 'show every resource with its state, and what is missing',
      examples: ['valkey-lab status', 'valkey-lab status --local --json'],
    },
    async () => (await import('../commands/status.js')).runStatus,
  );
}
