import { setTimeout as sleep } from 'node:timers/promises';
import { toPauseMs } from '../iam-auth/back-off.js';
import { createIamAuthToken } from '../iam-auth/token.js';
import type { Attempt, Probe } from './attempts.js';
import type { Caller } from './caller.js';
import { converse, LONGEST_PAUSE_MS, SilenceError } from './dialogue.js';

/** The result of an attempt. `unclear` is neither of the others, for example after a failed connection. */
export type Outcome = 'refused' | 'accepted' | 'unclear';

/** An attempt and its outcome, as the function returns them. */
export interface Trial {
  readonly name: string;
  readonly what: string;
  readonly expected: 'refused' | 'accepted' | null;
  readonly probe: Probe | null;
  readonly outcome: Outcome;
  /** The cache's reply, with tokens removed. */
  readonly reply: string;
  readonly elapsedMs: number;
}

const TIMEOUT_MS = 5_000;
/** AWS does not answer a client without TLS (F5.1). */
const PLAIN_TIMEOUT_MS = 2_000;
/** A try with less time would end without an answer, and hide the answer of the try before. */
const SHORTEST_TRY_MS = 1_000;

/**
 * Makes an attempt until its outcome is clear, each time on a new connection. Between the tries are pauses, because the
 * cache limits logins (F4.11). `deadlineMs` ends it, on the clock of `performance.now()`.
 */
export async function tryOut(attempt: Attempt, caller: Caller, deadlineMs: number): Promise<Trial> {
  for (let tries = 1; ; tries += 1) {
    const { mayChange, ...trial } = await tryOnce(attempt, caller, deadlineMs);
    const pauseMs = toPauseMs(tries, Math.random, LONGEST_PAUSE_MS);
    const isLate = performance.now() + pauseMs + SHORTEST_TRY_MS >= deadlineMs;
    if (!mayChange || isLate) return trial;
    await sleep(pauseMs);
  }
}

/** Makes an attempt once. `mayChange`: its outcome is unclear, and another try may be clear. */
async function tryOnce(
  attempt: Attempt,
  caller: Caller,
  deadlineMs: number,
): Promise<Trial & { readonly mayChange: boolean }> {
  const { name, what, expected, probe = null, isPlain = false } = attempt;
  const startedAt = performance.now();
  const leftMs = Math.max(deadlineMs - startedAt, 1);
  const timeoutMs = Math.round(Math.min(isPlain ? PLAIN_TIMEOUT_MS : TIMEOUT_MS, leftMs));
  const sign = (changes = {}) => createIamAuthToken({ ...caller, ...changes });
  const finish = ({ outcome, reply, mayChange = outcome === 'unclear' }: Ending) => {
    const elapsedMs = Math.round(performance.now() - startedAt);
    const trial = { name, what, expected, probe, outcome, reply: toShown(reply), elapsedMs };
    return { ...trial, mayChange };
  };
  const unclear = (reply: string): Ending => ({ outcome: 'unclear', reply });
  /** During a failover, the port refuses TLS as well: then the end of a plain connection proves nothing. */
  const confirm = async (ending: Ending): Promise<Ending> => {
    if (ending.outcome !== 'refused') return ending;
    const isUp = await converse(caller, [], { timeoutMs }).then(
      () => true,
      () => false,
    );
    return isUp ? ending : unclear(ending.reply);
  };
  try {
    const commands = await attempt.toCommands(sign, caller);
    const replies = await converse(caller, commands, { isPlain, timeoutMs });
    return finish(isPlain ? await confirm(toPlainEnding(replies)) : toEnding(replies, attempt));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const said = error instanceof SilenceError ? `(no answer within ${timeoutMs} ms)` : message;
    const reply = said || code;
    return finish(isPlain ? await confirm({ outcome: 'refused', reply }) : unclear(reply));
  }
}

interface Ending {
  readonly outcome: Outcome;
  readonly reply: string;
  readonly mayChange?: boolean;
}

const CLOSED = '(the cache closed the connection)';
/** Valkey's errors (F4.10), one that only ElastiCache has, and the error of a restricted command (F5.4). */
const REFUSED = /^-(WRONGPASS|NOAUTH|NOPERM)\b|invalid-iam-credentials|^-ERR unknown command/;

/**
 * A connection that ends without a reply can have been cut anywhere (F5.8). Only after a refusal does the cache close it
 * (F4.10).
 */
function toEnding(replies: readonly string[], { isAfterRefusal }: Attempt): Ending {
  const before = replies.slice(0, -1).find((reply) => !isAccepted(reply));
  const isRefused = before !== undefined && REFUSED.test(before);
  if (before !== undefined && !(isAfterRefusal && isRefused)) {
    const reply = `an earlier command: ${before.replace(/^-/, '') || CLOSED}`;
    return { outcome: 'unclear', reply, mayChange: !isRefused };
  }
  const reply = replies.at(-1) ?? '';
  if (isAccepted(reply)) return { outcome: 'accepted', reply };
  if (reply === '') {
    return { outcome: isRefused ? 'refused' : 'unclear', reply: CLOSED };
  }
  return { outcome: REFUSED.test(reply) ? 'refused' : 'unclear', reply };
}

/** Any reply in RESP means accepted. Otherwise the port closes the connection, stays silent or sends a TLS alert. */
function toPlainEnding([reply = '']: readonly string[]): Ending {
  if (/^[+\-:$*%_#]/.test(reply)) return { outcome: 'accepted', reply };
  return { outcome: 'refused', reply: CLOSED };
}

function isAccepted(reply: string): boolean {
  return reply !== '' && !/^[-!]/.test(reply);
}

/** Formats a reply for people. Some servers repeat the request in an error, so this removes tokens. */
function toShown(reply: string): string {
  if (reply === '$-1' || reply === '_') return '(nil)';
  if (/^[$*%]\d/.test(reply)) return '(a value)';
  return reply
    .replace(/^[+\-:]/, '')
    .replace(/\S*X-Amz-\S*/g, '(a token)')
    .slice(0, 120);
}
