#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addCommand as add, createStreams, withCommonOptions } from './cli/add-command.js';
import { LabError } from './errors.js';
import { createUi } from './ui/ui.js';
import { version } from './version.js';

/** What a person types. The code of a command is loaded when it runs. */

// Node 20 would warn at each start that later SDKs need Node 22.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** With --json stdout is one document, and stderr has no usage text. */
const isJson = process.argv.includes('--json');

/** Help or version, when they go into a document. */
const helpText: string[] = [];

const program = new Command('valkey-lab');

const DRY_RUN = ['--dry-run', 'show what would be done; change nothing'] as const;

const REPORT = ['--report <file>', 'write a page about it to this file (.html)'] as const;

withCommonOptions(program)
  .description(
    'AWS Lambda to ElastiCache for Valkey with IAM authentication: one command makes the lab, one proves it, one removes it.',
  )
  .version(version, '-V, --version')
  .addHelpText(
    'before',
    `Examples:
  $ valkey-lab up --local       make the lab on this machine, without an AWS account
  $ valkey-lab invoke --local   prove that it works
  $ valkey-lab down --local     remove it again
`,
  )
  .showHelpAfterError('(valkey-lab --help shows commands and options)')
  .showSuggestionAfterError(true)
  .configureOutput(isJson ? { writeErr: () => {}, writeOut: (text) => helpText.push(text) } : {})
  .exitOverride();

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
  async () => (await import('./commands/up.js')).runUp,
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
  async () => (await import('./commands/invoke.js')).runInvoke,
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
  async () => (await import('./commands/down.js')).runDown,
);

add(
  program,
  {
    name: 'create-cache',
    description: 'make the serverless Valkey cache and wait until it is available (steps 1.1, 1.2)',
    examples: ['valkey-lab create-cache'],
    options: [DRY_RUN],
  },
  async () => (await import('./commands/create-cache.js')).runCreateCache,
);

add(
  program,
  {
    name: 'create-users',
    description: 'make users and user group, and attach it to the cache if there is one (step 1.4)',
    examples: ['valkey-lab create-users'],
    options: [DRY_RUN],
  },
  async () => (await import('./commands/create-users.js')).runCreateUsers,
);

add(
  program,
  {
    name: 'create-role',
    description: 'make the role and the policy, and attach both policies (steps 1.3, 2.2)',
    examples: ['valkey-lab create-role'],
    options: [DRY_RUN],
  },
  async () => (await import('./commands/create-role.js')).runCreateRole,
);

add(
  program,
  {
    name: 'deploy-function',
    description: 'pack the handler and make or update the function (steps 2.1, 2.3)',
    examples: ['valkey-lab deploy-function'],
    options: [DRY_RUN],
  },
  async () => (await import('./commands/deploy-function.js')).runDeployFunction,
);

add(
  program,
  {
    name: 'status',
    description: 'show every resource with its state, and what is missing',
    examples: ['valkey-lab status', 'valkey-lab status --local --json'],
  },
  async () => (await import('./commands/status.js')).runStatus,
);

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
  async () => (await import('./commands/doctor.js')).runDoctor,
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
  async () => (await import('./commands/logs.js')).runLogs,
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
  async () => (await import('./commands/token.js')).runToken,
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
      ['--concurrency <n>', 'how many at once; twice as many cold starts come first (default: 5)'],
      REPORT,
    ],
  },
  async () => (await import('./commands/bench.js')).runBench,
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
  async () => (await import('./commands/explain.js')).runExplain,
);

add(
  program,
  {
    name: 'verify',
    description:
      'prove that authentication is enforced: attempts that must be refused, and that must not',
    examples: ['valkey-lab verify', 'valkey-lab verify --local', 'valkey-lab verify --json'],
  },
  async () => (await import('./commands/verify.js')).runVerify,
);

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
  async () => (await import('./commands/local.js')).runLocalStart,
);

add(
  local,
  {
    name: 'stop',
    description: 'stop the endpoint, whatever is in it',
    examples: ['valkey-lab local stop'],
  },
  async () => (await import('./commands/local.js')).runLocalStop,
);

add(
  local,
  {
    name: 'status',
    description: 'say whether it runs, and where',
    examples: ['valkey-lab local status', 'valkey-lab local status --json'],
  },
  async () => (await import('./commands/local.js')).runLocalStatus,
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
  async () => (await import('./commands/local.js')).runLocalEnv,
);

add(
  program,
  {
    name: 'completion',
    description: "print the shell's completion script",
    examples: [
      'eval "$(valkey-lab completion bash)"      # in ~/.bashrc',
      'source <(valkey-lab completion zsh)       # in ~/.zshrc, after compinit',
      'valkey-lab completion fish | source       # in ~/.config/fish/config.fish',
      'valkey-lab completion powershell | Out-String | Invoke-Expression   # in $PROFILE',
    ],
    arguments: [['<shell>', 'whose script', ['bash', 'zsh', 'fish', 'powershell']]],
  },
  async () => {
    const { runCompletion } = await import('./commands/completion.js');
    const { toCompletionTree } = await import('./completion/tree.js');
    return (flags, ui) => runCompletion(toCompletionTree(program), flags, ui);
  },
);

// A reader that has seen enough (`| head`) is no reason to stop in the middle of a change.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

await main(process.argv);

async function main(argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are not failures; everything else is wrong usage.
    if (error.exitCode === 0) return isJson ? showHelpDocument(error.code) : undefined;
    process.exitCode = 2;
    if (isJson) await failUsage(toCommandName(argv), error.message);
  }
}

/** With --json stdout is one document, also where help or the version is asked for. */
function showHelpDocument(code: string): void {
  const document =
    code === 'commander.version'
      ? { command: 'version', ok: true, version }
      : { command: 'help', ok: true, help: helpText.join('') };
  createUi({ json: true, quiet: true, verbose: false }, createStreams()).result(document, () => '');
}

/** With --json stdout is one document, also when the options are wrong. */
async function failUsage(command: string, message: string): Promise<void> {
  const { toFailureDocument } = await import('./commands/session/failure-document.js');
  const said =
    message === '(outputHelp)' ? 'No command is named.' : message.replace(/^error: /, '');
  const error = new LabError('USAGE_INVALID', said);
  const document = toFailureDocument({ command, done: [] }, error, 0);
  createUi({ json: true, quiet: true, verbose: false }, createStreams()).fail(error, document);
}

/** The words before the first option: `up`, `local start`. */
function toCommandName(argv: readonly string[]): string {
  const words = argv.slice(2).filter((word) => !word.startsWith('-'));
  return (words[0] === 'local' ? words.slice(0, 2) : words.slice(0, 1)).join(' ');
}
