import type { ChildProcess } from 'node:child_process';
import type { Cli } from '../../support/cli.js';

/** The program waits for at most two minutes by design; a run that takes longer hangs. */
const HANGS_AFTER_MS = 150_000;

/** How a run of the program ended. */
export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program that a test can disturb. */
export interface Program {
  readonly ended: Promise<ProgramEnd>;
  /** Sends the signal and waits until the program has ended. */
  kill(signal: NodeJS.Signals): Promise<ProgramEnd>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts the built program. */
export function startProgram(
  cli: Cli,
  args: readonly string[],
  env: Record<string, string>,
): Program {
  const child = cli.start(args, env);
  const ended = awaitEnd(child);
  return {
    ended,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
  };
}

function awaitEnd(child: ChildProcess): Promise<ProgramEnd> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const limit = setTimeout(() => {
    stderr += `The test killed the program after ${HANGS_AFTER_MS / 1000} s.\n`;
    child.kill('SIGKILL');
  }, HANGS_AFTER_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(limit);
      resolve({ exitCode, stdout, stderr });
    });
  });
}
