import type { ResourceReport } from '../../engine/events.js';
import { LabError } from '../../errors.js';

/** The signals that end a command, each with its failure. */
const CODES = { SIGINT: 'INTERRUPTED', SIGTERM: 'TERMINATED', SIGHUP: 'HUNG_UP' } as const;

export type Signal = keyof typeof CODES;

/** Calls `listener` on each of these signals; returns the function that ends this. */
export function onSignals(listener: (signal: Signal) => void): () => void {
  const signals = Object.keys(CODES) as Signal[];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** What ends waits after a signal: its exit code counts, nothing is known yet of what exists. */
export function toInterruption(signal: Signal): LabError {
  return new LabError(CODES[signal], 'Interrupted.');
}

/** The same when the program that called us aborts. */
export function toAbortion(cause: unknown): LabError {
  const message = 'The caller ended it; AWS may still be working on what was begun.';
  return new LabError('INTERRUPTED', message, { cause });
}

export interface InterruptedCommand {
  readonly command: string;
  /** What there is of the lab; undefined when it could not be read in time. */
  readonly existing: readonly ResourceReport[] | undefined;
}

/** The same for the person: what exists, how to go on and how to clean up. */
export function explainInterruption(
  { code }: LabError,
  { command, existing }: InterruptedCommand,
): LabError {
  const message = `Interrupted; AWS may still be working on what was begun. ${toExistingText(existing)}`;
  const hint =
    command === 'down'
      ? 'Go on cleaning up with `valkey-lab down`, or make the lab whole again with `valkey-lab up`.'
      : `Go on with \`valkey-lab ${command}\`; clean up with \`valkey-lab down\`.`;
  return new LabError(code, message, { hint, details: existing ? { existing } : {} });
}

function toExistingText(existing: readonly ResourceReport[] | undefined): string {
  if (!existing) return 'What exists could not be read in time: the command `status` shows it.';
  if (existing.length === 0) return 'Nothing of the lab exists.';
  const names = existing.map(({ kind, name, state }) => `${kind} ${name} (${state})`);
  return `What exists now: ${names.join(', ')}.`;
}
