import { Command, CommanderError } from 'commander';
import { LabError } from '../errors.js';
import { replaceMissingHome } from '../session/config/home.js';
import { version } from '../version.js';
import { addCommand, withCommonOptions } from './add-command.js';
import { bench } from './commands/bench.js';
import { deployFunction } from './commands/deploy-function.js';
import { dev } from './commands/dev.js';
import { doctor } from './commands/doctor.js';
import { down } from './commands/down.js';
import { explain } from './commands/explain.js';
import { exportLab } from './commands/export.js';
import { init } from './commands/init.js';
import { invoke } from './commands/invoke.js';
import { learn } from './commands/learn.js';
import { local } from './commands/local.js';
import { logs } from './commands/logs.js';
import { createCache, createRole, createUsers, up } from './commands/make.js';
import { ping } from './commands/ping.js';
import { proxy } from './commands/proxy.js';
import { status } from './commands/status.js';
import { token } from './commands/token.js';
import { verify } from './commands/verify.js';
import { createCompletion } from './completion/command.js';
import { findNearMiss } from './near-miss.js';
import { writeFolded } from './rendering/screen.js';

/** The command-line program. It loads an action only when the action runs. */

replaceMissingHome(process.env);

/** Whether stdout gets one JSON document. Then stderr gets no usage text. */
const isJson = toOwnWords(process.argv).includes('--json');

/** The text of the help or the version, for the JSON document. */
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
  .showSuggestionAfterError(false)
  .configureOutput({
    // Commander writes help here when no command is named. Its errors are shown like all others.
    writeErr: (text) => helpText.push(text),
    outputError: () => {},
    writeOut: (text) => (isJson ? helpText.push(text) : writeFolded(process.stdout, text)),
  })
  .exitOverride();

addCommand(program, up);
addCommand(program, invoke);
addCommand(program, down);
addCommand(program, createCache);
addCommand(program, createUsers);
addCommand(program, createRole);
addCommand(program, deployFunction);
addCommand(program, dev);
addCommand(program, init);
addCommand(program, status);
addCommand(program, doctor);
addCommand(program, logs);
addCommand(program, token);
addCommand(program, ping);
addCommand(program, proxy);
addCommand(program, bench);
addCommand(program, explain);
addCommand(program, verify);
addCommand(program, learn);
addCommand(program, exportLab);
const endpoint = program
  .command('local')
  .description('the AWS endpoint on this machine: start, stop, status, env, run, report, console');
addCommand(endpoint, local.start);
addCommand(endpoint, local.stop);
addCommand(endpoint, local.status);
addCommand(endpoint, local.env);
addCommand(endpoint, local.run);
addCommand(endpoint, local.report);
addCommand(endpoint, local.openConsole);
addCommand(program, createCompletion(program));

// When the reader ends early (`| head`) or the disk is full, the program must still finish its changes.
process.stderr.on('error', () => {});
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  process.exitCode = 1;
  process.stderr.write(`Error OUTPUT_UNWRITABLE: Writing to stdout failed (${code}).\n`);
});

await main(process.argv);

async function main(argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(toCommandName(argv), error);
    // Commander also throws for help and version, with exit code 0. Its other errors mean wrong usage.
    if (error.exitCode === 0) return isJson ? showHelpDocument(error.code) : undefined;
    process.exitCode = 2;
    if (error.message === '(outputHelp)') {
      if (!isJson) return writeFolded(process.stderr, helpText.join(''));
      return fail(toCommandName(argv), new LabError('USAGE_INVALID', 'No command is named.'));
    }
    const name = toCommandName(argv);
    await fail(name, new LabError('USAGE_INVALID', toUsageMessage(error.message, name)));
  }
}

/** Turns commander's message into sentences, and names the word that the user probably meant. */
function toUsageMessage(message: string, name: string): string {
  const text = message.replace(/^error: /, '').replace(/\.$/, '');
  const [, kind, word = ''] = /^unknown (option|command) '([^']*)'/.exec(text) ?? [];
  const meant = kind && findNearMiss(word, kind === 'option' ? listOptions() : listCommands(name));
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  if (meant) return `${sentence} Did you mean ${meant}?`;
  const isForeign = kind === 'option' && name.startsWith('local run');
  return isForeign
    ? `${sentence} If it is the command's, write \`--\` before the command.`
    : sentence;
}

function listCommands(name: string): string[] {
  const { commands } = name.startsWith('local ') ? endpoint : program;
  return commands.flatMap((one) => [one.name(), ...one.aliases()]);
}

function listOptions(): string[] {
  const all = [program, ...program.commands, ...endpoint.commands];
  return all.flatMap(({ options }) =>
    options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])),
  );
}

/** Writes the help or the version as a JSON document. */
async function showHelpDocument(code: string): Promise<void> {
  await writeDocument(
    code === 'commander.version'
      ? { command: 'version', ok: true, version }
      : { command: 'help', ok: true, help: helpText.join('') },
  );
}

/** Shows a failure from before the command ran. */
async function fail(command: string, error: unknown): Promise<void> {
  const [{ NOTHING_KNOWN, renderFailure, toFailureDocument }, { toCommandLine }] =
    await Promise.all([import('./rendering/failure.js'), import('./command-line.js')]);
  process.exitCode = error instanceof LabError ? error.exitCode : 1;
  const failed = { command, facts: NOTHING_KNOWN, resources: [], elapsedMs: 0 };
  const line = toCommandLine({});
  if (isJson) {
    await writeDocument(toFailureDocument(error, failed, { ...line, program: 'valkey-lab' }));
    return;
  }
  const { createPalette } = await import('./rendering/palette.js');
  const palette = createPalette(process.stderr, process.env);
  writeFolded(process.stderr, `${renderFailure(error, line, palette)}\n`);
}

async function writeDocument(document: object): Promise<void> {
  const { toJsonText } = await import('./rendering/plain-text.js');
  process.stdout.write(`${toJsonText(document, 2)}\n`);
}

/** Returns the words before `--`. Those after it are another program's. */
function toOwnWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

/** Returns the words that name the command: `up`, `local start`. */
function toCommandName(argv: readonly string[]): string {
  const words = toOwnWords(argv.slice(2)).filter((word) => !word.startsWith('-'));
  return (words[0] === 'local' ? words.slice(0, 2) : words.slice(0, 1)).join(' ');
}
