import { state } from '@aws-sdk/core/client';
import type { LocalClock } from './clock.js';

// On Node 20, the SDK would print a warning among the results of a test.
state.warningEmitted = true;

/** The endpoint, for calls to it. */
export interface Account {
  readonly account: string;
  readonly ca: string;
  readonly clock: LocalClock;
  clientConfig(): {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  advance(ms: number): void;
}

/** Returns the configuration of a client. With the endpoint's time, a call needs no second attempt after the clock was moved. */
export function toConfig({ clientConfig, clock }: Account) {
  return { ...clientConfig(), systemClockOffset: clock.now() - Date.now() };
}

/** Longer than any change takes, even if reads show it late. */
const LIMIT_MS = 3_600_000;
const STEP_MS = 5_000;

/** Reads until a change is complete. In between, the endpoint's clock moves, so no real time passes. */
export async function until<T>(aws: Account, read: () => Promise<T | undefined>): Promise<T> {
  for (let passedMs = 0; passedMs < LIMIT_MS; passedMs += STEP_MS) {
    // AWS may not show a new resource at once.
    const found = await read().catch(
      except('UserNotFoundFault', 'UserGroupNotFoundFault', 'ServerlessCacheNotFoundFault'),
    );
    if (found !== undefined) return found;
    aws.advance(STEP_MS);
  }
  throw new Error('The cache is not ready after an hour of the endpoint’s time.');
}

/** Returns a handler that ignores these errors of AWS. */
export function except(...names: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  };
}
