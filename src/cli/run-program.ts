import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LabError } from '../errors.js';
import { onSignals } from './signals.js';

/** Changes of the environment for a program. */
interface Changes {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** Further signals that a program may use. This program does not end by them either while the other one runs. */
const FURTHER_SIGNALS = ['SIGQUIT', 'SIGUSR2'] as const;

/**
 * Runs a program on this program's terminal and waits for its end. Signals to this program go to the other one. Returns
 * its exit code, or 128 and the number of the signal that ended it, as a shell does. When `limit` is aborted, the
 * program gets SIGTERM.
 * @throws LabError CONFIG_INVALID when the program cannot be started; WAIT_TIMEOUT after the limit
 */
export async function runProgram(
  command: readonly string[],
  changes: Changes,
  limit: AbortSignal,
): Promise<number> {
  const [program = '', ...args] = command;
  const env = { ...process.env, ...changes.set };
  for (const name of changes.unset) delete env[name];
  const child = spawn(program, args, { stdio: 'inherit', env });
  const forward = (signal: NodeJS.Signals) => {
    if (!isFromTerminal(signal)) child.kill(signal);
  };
  const stopForwarding = onSignals(forward);
  for (const signal of FURTHER_SIGNALS) process.on(signal, forward);
  const end = () => child.kill('SIGTERM');
  const endAtOnce = () => child.kill('SIGKILL');
  limit.addEventListener('abort', end);
  process.once('exit', endAtOnce);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(toStartError(program, cause)));
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
    if (limit.aborted) throw toLimitError(limit.reason);
    return exitCode;
  } finally {
    limit.removeEventListener('abort', end);
    process.off('exit', endAtOnce);
    stopForwarding();
    for (const signal of FURTHER_SIGNALS) process.off(signal, forward);
  }
}

/** Returns whether a terminal has sent the signal to the program as well. A second one would end some programs at once. */
function isFromTerminal(signal: NodeJS.Signals): boolean {
  const { stdin, stdout, stderr } = process;
  return (
    (signal === 'SIGINT' || signal === 'SIGQUIT') &&
    [stdin, stdout, stderr].some(({ isTTY }) => isTTY)
  );
}

function toLimitError(cause: unknown): LabError {
  const message = cause instanceof Error ? cause.message : 'The time limit ran out.';
  return new LabError('WAIT_TIMEOUT', `${message} The command was ended.`, {
    hint: 'Choose a longer --timeout, or leave it out: then the command has no limit.',
    cause,
  });
}

function toStartError(program: string, cause: NodeJS.ErrnoException): LabError {
  const reason = cause.code === 'ENOENT' ? 'was not found' : `cannot be run (${cause.code})`;
  return new LabError('CONFIG_INVALID', `The command "${program}" ${reason}.`, {
    hint: 'Check its name and the PATH. A program of an npm package needs `npx` in front of it.',
    cause,
  });
}
