import type { Command } from 'commander';
import { addCommand as add, REPORT } from './add-command.js';

/** The commands that look closer: at what `up` needs, at the function, at authentication. */
export function addProofCommands(program: Command): void {
  add(
    program,
    {
      name: 'doctor',
      description: 'check what `up` needs, and change nothing',
      examples: [
        'valkey-lab doctor',
        'valkey-lab doctor --lab pr-7 --json',
        'valkey-lab doctor --print-policy > operator.json',
      ],
      options: [['--print-policy', 'print the least IAM policy for who runs this lab']],
    },
    async () => (await import('../commands/doctor.js')).runDoctor,
  );

  add(
    program,
    {
      name: 'logs',
      description: "show the function's log lines (step 3)",
      examples: ['valkey-lab logs', 'valkey-lab logs --since 24h', 'valkey-lab logs --follow'],
      options: [
        ['--follow', 'go on with the lines to come, until Ctrl-C'],
        ['--since <time>', 'how far to look back: 90s, 10m, 24h (default: 10m)'],
      ],
    },
    async () => (await import('../commands/logs.js')).runLogs,
  );

  add(
    program,
    {
      name: 'token',
      description: "print an IAM authentication token for the lab's user",
      examples: [
        'valkey-lab token',
        'valkey-cli --tls -h HOST --user iam-user-01 --pass "$(valkey-lab token)" ping',
      ],
    },
    async () => (await import('../commands/token.js')).runToken,
  );

  add(
    program,
    {
      name: 'bench',
      description: 'measure the function: cold starts, warm invocations, the cache inside them',
      examples: [
        'valkey-lab bench',
        'valkey-lab bench --local --count 1000 --concurrency 50',
        'valkey-lab bench --report bench.html',
      ],
      options: [
        ['--count <n>', 'warm invocations (default: 100)'],
        [
          '--concurrency <n>',
          'how many at once; twice as many cold starts come first (default: 5)',
        ],
        REPORT,
      ],
    },
    async () => (await import('../commands/bench.js')).runBench,
  );

  add(
    program,
    {
      name: 'explain',
      description: "say which rule of a token, or of the lab's set-up, fails, and how to mend it",
      examples: [
        'valkey-lab token | valkey-lab explain -',
        'valkey-lab explain - < token.txt',
        'valkey-lab explain',
        'valkey-lab explain "$TOKEN"',
      ],
      arguments: [
        [
          '[token]',
          "`-`: from stdin, which keeps it out of the process list and the shell's history; left out: the set-up",
        ],
      ],
    },
    async () => (await import('../commands/explain.js')).runExplain,
  );

  add(
    program,
    {
      name: 'verify',
      description:
        'prove that authentication is enforced: attempts that must be refused, and that must not',
      examples: ['valkey-lab verify', 'valkey-lab verify --local', 'valkey-lab verify --json'],
    },
    async () => (await import('../commands/verify.js')).runVerify,
  );
}
