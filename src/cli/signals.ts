import type { ResourceReport } from '../actions/results.js';
import { LabError } from '../errors.js';

/** The signals that end a command, each with its error code. */
const CODES = { SIGINT: 'INTERRUPTED', SIGTERM: 'TERMINATED', SIGHUP: 'HUNG_UP' } as const;

export type Signal = keyof typeof CODES;

type Listener = (signal: Signal) => void;

/** The listeners, of which only the newest gets a signal. */
const listeners: Listener[] = [];

function hear(signal: Signal): void {
  listeners.at(-1)?.(signal);
}

/**
 * Calls `listener` on each of these signals, in place of the listeners before it. Returns a function that removes the
 * listener.
 */
export function onSignals(listener: Listener): () => void {
  const signals = Object.keys(CODES) as Signal[];
  if (listeners.length === 0) for (const signal of signals) process.on(signal, hear);
  listeners.push(listener);
  return () => {
    listeners.splice(listeners.lastIndexOf(listener), 1);
    if (listeners.length === 0) for (const signal of signals) process.off(signal, hear);
  };
}

/** Creates the error that ends all waits after a signal. It does not say yet what exists. */
export function toInterruption(signal: Signal): LabError {
  return new LabError(CODES[signal], 'Interrupted.');
}

export function isInterruption(error: unknown): error is LabError {
  return error instanceof LabError && Object.values<string>(CODES).includes(error.code);
}

interface Interrupted {
  readonly command: string;
  /** The lab's resources that exist; undefined when they could not be read in time. */
  readonly existing: readonly ResourceReport[] | undefined;
}

/** Creates the error that the user sees after a signal: what exists, how to continue and how to clean up. */
export function explainInterruption(
  { code }: LabError,
  { command, existing }: Interrupted,
): LabError<{ existing: readonly ResourceReport[] }> {
  if (command.startsWith('local ')) {
    // The local endpoint may have no lab, and `down` without --local would be for AWS.
    const hint = {
      text: '{command} shows whether an endpoint runs.',
      command: ['local', 'status'],
    };
    return new LabError(code, 'Interrupted.', { hint });
  }
  const message = `Interrupted; AWS may still be working on calls that it had accepted. ${toExistingText(existing)}`;
  const hint =
    command === 'down'
      ? {
          text: 'Continue the cleanup with {command},',
          command: ['down'],
          or: { text: 'or restore the lab with {command}.', command: ['up'] },
        }
      : {
          text: 'Continue with {command};',
          command: command.split(' '),
          or: { text: 'clean up with {command}.', command: ['down'] },
        };
  return new LabError(code, message, { hint, result: existing ? { existing } : {} });
}

function toExistingText(existing: readonly ResourceReport[] | undefined): string {
  if (!existing) return 'What exists could not be read in time: the command `status` shows it.';
  if (existing.length === 0) return 'Nothing of the lab exists.';
  const names = existing.map(({ kind, name, state }) => `\n  ${kind} ${name}: ${state}`);
  return `What exists now:${names.join('')}`;
}
