import { randomUUID } from 'node:crypto';
import { isConnectionLost } from '../src/iam-auth/error.js';
import { abandonClient, findOpenClient, openClient } from './cache-session.js';
import { exchange, type RoundTrip } from './round-trip.js';

interface Outcome extends RoundTrip {
  /** Milliseconds for connecting and authenticating; 0 if the connection was already open. */
  readonly connectMs: number;
}

/** The part of Lambda's context object that the handler uses. */
interface Context {
  getRemainingTimeInMillis(): number;
}

let isCold = true;

/**
 * Writes a random value to the cache, reads it back and compares. Throws an error with the cause when this fails.
 * The event `{"valkeyLab":"verify"}` runs the attempts of `verify` instead, and its member `only` may name some of them.
 * Other events never load their code.
 * Lambda refuses a handler with a third parameter, the callback, from nodejs24.x on (F6.6).
 */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  if (isVerification(event)) {
    const { verify } = await import('./verify.mjs');
    return verify({ only: event.only, remainingMs: context.getRemainingTimeInMillis() });
  }
  return proveRoundTrip();
}

function isVerification(event: unknown): event is { readonly only?: unknown } {
  return (event as { valkeyLab?: unknown } | null | undefined)?.valkeyLab === 'verify';
}

async function proveRoundTrip(): Promise<string> {
  const cold = isCold;
  isCold = false;
  const inserted = randomUUID().replaceAll('-', '');
  const outcome = await findOutcome(inserted);
  if (outcome.fetched !== inserted) {
    throw new Error(`Bad value retrieved. Expected ${inserted}, got ${outcome.fetched}`);
  }
  process.stdout.write(`Success: Inserted ${inserted}. Fetched ${outcome.fetched} from Valkey.\n`);
  process.stdout.write(`${toTimingsLine(cold, outcome)}\n`);
  return 'Fetched value from Valkey';
}

async function findOutcome(value: string): Promise<Outcome> {
  const open = findOpenClient();
  if (open) {
    try {
      return { connectMs: 0, ...(await exchange(open, value)) };
    } catch (error) {
      // A connection can end unnoticed while Lambda has frozen the process. Writing the same value to the
      // same key twice is harmless, so this is safe to repeat on a new connection.
      if (!isConnectionLost(error)) throw error;
      abandonClient();
    }
  }
  const startedAt = performance.now();
  const client = await openClient();
  const connectMs = performance.now() - startedAt;
  return { connectMs, ...(await exchange(client, value)) };
}

function toTimingsLine(cold: boolean, { connectMs, setMs, getMs }: Outcome): string {
  const [connect, set, get] = [connectMs, setMs, getMs].map((ms) => Math.round(ms * 1000) / 1000);
  return JSON.stringify({ valkeyLab: { cold, connectMs: connect, setMs: set, getMs: get } });
}
