import type { CallRow, LoginRow } from '../emulator/console/documents.js';
import type { Tone } from './format.js';

/** What a fault strikes, where the moment's own name says too little. */
const STRUCK: Readonly<Record<string, string>> = {
  renewal: 'later login',
  time: 'all connections',
};

/** Whether a row is a fault that struck a cache. It is no call of an API. */
export function isStrike({ service }: CallRow): boolean {
  return service === 'cache';
}

/** Returns the operation of a call, or what a fault struck. */
export function toCallName(row: CallRow): string {
  const { operation } = row;
  return isStrike(row) ? (STRUCK[operation] ?? operation) : operation;
}

/** Returns the status of a call in the reader's words. */
export function toCallOutcome(row: CallRow): string {
  if (isStrike(row)) return 'struck';
  return row.status === 0 ? 'no answer' : String(row.status);
}

/** Returns how the status of a call is shown. */
export function toCallTone({ status }: CallRow): Tone {
  return status >= 200 && status < 400 ? 'good' : 'bad';
}

/** Whether the endpoint let a login pass. At an open cache, its server decides. */
export function hasPassed({ outcome }: LoginRow): boolean {
  return outcome === 'accepted' || outcome === 'open';
}
