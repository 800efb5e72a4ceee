import { Command, CommanderError } from 'commander';
import { addCommand as add, withCommonOptions } from './cli/add-command.js';
import { addLabCommands } from './cli/lab-commands.js';
import { addLocalCommands } from './cli/local-commands.js';
import { addProofCommands } from './cli/proof-commands.js';
import { toPlainText } from './cli/rendering/plain-text.js';
import { version } from './version.js';

/** What a person types. The code of a command is loaded when it runs. */

// Node 20 would warn at each start that later SDKs need Node 22.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** With --json stdout is one document, and stderr has no usage text. */
const isJson = process.argv.includes('--json');

/** Help or version, when they go into a document. */
const helpText: string[] = [];

const program = new Command('valkey-lab');

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
  .configureOutput(
    isJson
      ? { writeErr: () => {}, writeOut: (text) => helpText.push(text) }
      : { writeErr: (text) => process.stderr.write(toPlainText(text)) },
  )
  .exitOverride();

addLabCommands(program);
addProofCommands(program);
addLocalCommands(program);

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
    const { toCompletionTree } = await import('./cli/completion/tree.js');
    return (flags, ui) => runCompletion(toCompletionTree(program), flags, ui);
  },
);

// A reader that has seen enough (`| head`) or a full disk is no reason to stop in the middle of a change.
process.stderr.on('error', () => {});
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.exitCode = 1;
  process.stderr.write(`Error OUTPUT_UNWRITABLE: stdout cannot be written (${code}).\n`);
});

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
async function showHelpDocument(code: string): Promise<void> {
  const { openTerminal } = await import('./cli/terminal.js');
  const document =
    code === 'commander.version'
      ? { command: 'version', ok: true, version }
      : { command: 'help', ok: true, help: helpText.join('') };
  openTerminal({ json: true, quiet: true, verbose: false }).result(document, () => '');
}

/** With --json stdout is one document, also when the options are wrong. */
async function failUsage(command: string, message: string): Promise<void> {
  const [{ toFailureDocument }, { LabError }, { openTerminal }] = await Promise.all([
    import('./commands/session/failure-document.js'),
    import('./errors.js'),
    import('./cli/terminal.js'),
  ]);
  const said =
    message === '(outputHelp)' ? 'No command is named.' : message.replace(/^error: /, '');
  const error = new LabError('USAGE_INVALID', said);
  const document = toFailureDocument({ command, done: [] }, error, 0);
  openTerminal({ json: true, quiet: true, verbose: false }).fail(error, document);
}

/** The words before the first option: `up`, `local start`. */
function toCommandName(argv: readonly string[]): string {
  const words = argv.slice(2).filter((word) => !word.startsWith('-'));
  return (words[0] === 'local' ? words.slice(0, 2) : words.slice(0, 1)).join(' ');
}
