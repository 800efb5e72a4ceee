import { Command, CommanderError, Option } from 'commander';
import { LabError } from './errors.js';
import { createUi, type Ui } from './ui/ui.js';
import { version } from './version.js';

/** What a person types. The code of a command is loaded when it runs. */

// Node 20 would warn at each start that later SDKs need Node 22.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** With --json stdout is one document, and stderr has no usage text. */
const isJson = process.argv.includes('--json');

const program = new Command('valkey-lab');

function ui(command: Command): Ui {
  const { json = false, quiet = false, verbose = false } = command.optsWithGlobals();
  return createUi({ json, quiet, verbose }, process);
}

function withCommonOptions(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1)')
    .option('--profile <profile>', 'profile of the AWS configuration')
    .option('--lab <name>', 'name of the lab: a prefix for every resource name')
    .option('--local', 'use the endpoint on this machine instead of AWS')
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'show no progress')
    .option('--verbose', 'show each AWS call on stderr')
    .option('--timeout <time>', 'time limit of the command (default: 60m)')
    .option('--env-file <file>', 'read this file instead of .env')
    .addOption(new Option('--pace <pace>', 'with --local: instant, real, or a factor of real'))
    .addOption(new Option('--faults <file>', 'with --local: faults for the endpoint to play'));
}

/** Adds a command; `load` gives the function that runs it. */
function add(
  parent: Command,
  spec: {
    readonly name: string;
    readonly description: string;
    readonly examples: readonly string[];
  },
  load: () => Promise<(flags: never, ui: Ui) => Promise<void>>,
): Command {
  const command = withCommonOptions(parent.command(spec.name).description(spec.description));
  const examples = spec.examples.map((example) => `  $ valkey-lab ${example}`);
  return command
    .addHelpText('before', `Examples:\n${examples.join('\n')}\n`)
    .allowExcessArguments(false)
    .action(async (_options: unknown, self: Command) => {
      const run = await load();
      await run(self.optsWithGlobals() as never, ui(self));
    });
}

const DRY_RUN = ['--dry-run', 'show what would be done; change nothing'] as const;

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
  .configureOutput(isJson ? { writeErr: () => {} } : {})
  .exitOverride();

add(
  program,
  {
    name: 'up',
    description: 'make the whole lab; safe to run again: it goes on where the last run stopped',
    examples: ['up', 'up --local', 'up --lab pr-7 --json'],
  },
  async () => (await import('./commands/up.js')).runUp,
).option(...DRY_RUN);

add(
  program,
  {
    name: 'invoke',
    description: 'call the function, check the round trip, show the reply and the log tail',
    examples: ['invoke', 'invoke --output output.txt', 'invoke --count 10 --local'],
  },
  async () => (await import('./commands/invoke.js')).runInvoke,
)
  .option('--payload <json>', 'the event to send')
  .option('--output <file>', 'write the reply to this file')
  .option('--count <n>', 'invoke so many times, one after another');

add(
  program,
  {
    name: 'down',
    description: 'delete everything that the lab made, and nothing else; safe to run again',
    examples: ['down', 'down --local', 'down --dry-run'],
  },
  async () => (await import('./commands/down.js')).runDown,
)
  .alias('cleanup')
  .option(...DRY_RUN)
  .option('--no-wait-interfaces', 'do not wait until Lambda has released its network interfaces');

add(
  program,
  {
    name: 'create-cache',
    description: 'make the serverless Valkey cache and wait until it is available (steps 1.1, 1.2)',
    examples: ['create-cache'],
  },
  async () => (await import('./commands/create-cache.js')).runCreateCache,
).option(...DRY_RUN);

add(
  program,
  {
    name: 'create-role',
    description: 'make the role and the policy, and attach both policies (steps 1.3, 2.2)',
    examples: ['create-role'],
  },
  async () => (await import('./commands/create-role.js')).runCreateRole,
).option(...DRY_RUN);

add(
  program,
  {
    name: 'create-users',
    description: 'make users and user group, and attach it to the cache if there is one (step 1.4)',
    examples: ['create-users'],
  },
  async () => (await import('./commands/create-users.js')).runCreateUsers,
).option(...DRY_RUN);

add(
  program,
  {
    name: 'deploy-function',
    description: 'pack the handler and make or update the function (steps 2.1, 2.3)',
    examples: ['deploy-function'],
  },
  async () => (await import('./commands/deploy-function.js')).runDeployFunction,
).option(...DRY_RUN);

add(
  program,
  {
    name: 'status',
    description: 'show every resource with its state, and what is missing',
    examples: ['status', 'status --local --json'],
  },
  async () => (await import('./commands/status.js')).runStatus,
);

add(
  program,
  {
    name: 'token',
    description: "print an IAM authentication token for the lab's user",
    examples: ['token', 'valkey-cli --tls -h HOST --user iam-user-01 --pass "$(valkey-lab token)"'],
  },
  async () => (await import('./commands/token.js')).runToken,
);

const local = program
  .command('local')
  .description('the AWS endpoint on this machine: start, stop, status, env');

add(
  local,
  {
    name: 'start',
    description: 'start the endpoint; it stays until `local stop`',
    examples: ['local start', 'local start --pace real --port 4566'],
  },
  async () => (await import('./commands/local.js')).runLocalStart,
)
  .option('--port <port>', 'port on 127.0.0.1 (default: any free one)')
  .option('--foreground', 'run in this terminal until Ctrl-C');

add(
  local,
  { name: 'stop', description: 'stop the endpoint, whatever is in it', examples: ['local stop'] },
  async () => (await import('./commands/local.js')).runLocalStop,
);

add(
  local,
  { name: 'status', description: 'say whether it runs, and where', examples: ['local status'] },
  async () => (await import('./commands/local.js')).runLocalStatus,
);

add(
  local,
  {
    name: 'env',
    description: 'print export lines for the AWS CLI, boto3 or another SDK',
    examples: ['local env'],
  },
  async () => (await import('./commands/local.js')).runLocalEnv,
).addHelpText('after', '\nUse it like this: eval "$(valkey-lab local env)"');

await main(process.argv);

async function main(argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are not failures; everything else is wrong usage.
    if (error.exitCode === 0) return;
    process.exitCode = 2;
    if (isJson) await failUsage(argv[2] ?? '', error.message);
  }
}

/** With --json stdout is one document, also when the options are wrong. */
async function failUsage(command: string, message: string): Promise<void> {
  const { toFailureDocument } = await import('./commands/session.js');
  const error = new LabError('USAGE_INVALID', message.replace(/^error: /, ''));
  const document = toFailureDocument({ command, done: [] }, error, 0);
  createUi({ json: true, quiet: true, verbose: false }, process).fail(error, document);
}
