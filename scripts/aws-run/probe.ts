import type { Journal } from './journal.js';
import type { ProbeNames } from './names.js';
import type { Target } from './target.js';

/** What a probe works with. */
export interface Probe {
  readonly target: Target;
  readonly names: ProbeNames;
  readonly journal: Journal;
  readonly account: { readonly id: string; readonly partition: string };
  /** The lab's tags, for everything that can have tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The answer to a call, or the error with which AWS refused it. */
export type Tried<T> =
  | { readonly ok: true; readonly value: T; readonly code: 'ok' }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly error: Error };

/** Longer than AWS may lag behind a change, so the next reads are up to date. */
export const LAG_LIMIT_MS = 15_000;
const POLL_EVERY_MS = 2_000;
const MINUTE_MS = 60_000;

/** A wait took longer than its limit. */
export class ProbeTimeoutError extends Error {
  override readonly name = 'ProbeTimeoutError';
}

/** Waits for a call. Returns AWS's refusal, and throws every other error. */
export async function attempt<T>(call: Promise<T>): Promise<Tried<T>> {
  try {
    return { ok: true, value: await call, code: 'ok' };
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    return { ok: false, code: error.name, message: error.message, error };
  }
}

/** Reads until the value is the wanted one. Returns it with the time that passed. Throws ProbeTimeoutError. */
export async function pollUntil<T>(
  { target }: Probe,
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  { everyMs = POLL_EVERY_MS, limitMs = 20 * MINUTE_MS } = {},
): Promise<{ readonly value: T; readonly elapsedMs: number }> {
  const startMs = target.now();
  for (;;) {
    const value = await read();
    const elapsedMs = target.now() - startMs;
    if (isWanted(value)) return { value, elapsedMs };
    if (elapsedMs > limitMs) throw new ProbeTimeoutError(`Waited for ${elapsedMs} ms.`);
    await target.sleep(everyMs);
  }
}

/** Repeats a call that AWS refuses with a code or a message of this kind. Returns its answer. */
export async function insist<T>(
  { target }: Probe,
  call: () => Promise<T>,
  isTransient: (refusal: { code: string; message: string }) => boolean,
  limitMs = 5 * MINUTE_MS,
): Promise<T> {
  const endMs = target.now() + limitMs;
  for (;;) {
    const tried = await attempt(call());
    if (tried.ok) return tried.value;
    if (!isTransient(tried) || target.now() > endMs) throw tried.error;
    await target.sleep(POLL_EVERY_MS);
  }
}

/** Returns whether a resource can be used. AWS may write the status in another case. */
export function isSettled(status: string | undefined): boolean {
  return /^(available|active)$/i.test(status ?? '');
}

/** Returns whether AWS does not know the resource. */
export function isNotFound({ code }: { readonly code: string }): boolean {
  return /NotFound|NoSuchEntity/.test(code);
}

/** Returns whether ElastiCache refuses a call for the state of a resource, in one of its codes. */
export function isWrongState({ code }: { readonly code: string }): boolean {
  return /^Invalid(ServerlessCache|UserGroup|User)State|^InvalidParameterValue/.test(code);
}

/** Converts tags to the lists of ElastiCache, IAM and EC2. */
export function toTagList(
  tags: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
