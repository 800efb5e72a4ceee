import { createIamAuthToken } from '../../src/iam-auth/token.js';
import { readRoleCredentials } from '../role-credentials.js';
import type { Settings } from '../settings.js';
import type { Attempt, Probe } from './attempts.js';
import { converse, SilenceError } from './dialogue.js';

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

/** Makes an attempt on a new connection, and repeats it once if its outcome is unclear. */
export async function tryOut(attempt: Attempt, settings: Settings): Promise<Trial> {
  const first = await tryOnce(attempt, settings);
  return first.outcome === 'unclear' ? tryOnce(attempt, settings) : first;
}

async function tryOnce(attempt: Attempt, settings: Settings): Promise<Trial> {
  const { name, what, expected, probe = null, isPlain = false } = attempt;
  const startedAt = performance.now();
  const timeoutMs = isPlain ? PLAIN_TIMEOUT_MS : TIMEOUT_MS;
  const sign = (changes = {}) =>
    createIamAuthToken({ ...settings, credentials: readRoleCredentials, ...changes });
  const finish = ({ outcome, reply }: Ending): Trial => {
    const elapsedMs = Math.round(performance.now() - startedAt);
    return { name, what, expected, probe, outcome, reply: toShown(reply), elapsedMs };
  };
  try {
    const commands = await attempt.toCommands(sign, settings);
    const replies = await converse(settings, commands, { isPlain, timeoutMs });
    return finish(isPlain ? toPlainEnding(replies) : toEnding(replies, attempt));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const said = error instanceof SilenceError ? `(no answer within ${timeoutMs} ms)` : message;
    return finish({ outcome: isPlain ? 'refused' : 'unclear', reply: said || code });
  }
}

interface Ending {
  readonly outcome: Outcome;
  readonly reply: string;
}

/** Valkey's errors (F4.10), one that only ElastiCache has, and the error of a restricted command (F5.4). */
const REFUSED = /^-(WRONGPASS|NOAUTH|NOPERM)\b|invalid-iam-credentials|^-ERR unknown command/;

function toEnding(replies: readonly string[], { isAfterRefusal }: Attempt): Ending {
  const before = replies.slice(0, -1).find((reply) => !isAccepted(reply));
  if (before !== undefined && !isAfterRefusal) {
    return { outcome: 'unclear', reply: `an earlier command: ${before.replace(/^-/, '')}` };
  }
  const reply = replies.at(-1) ?? '';
  if (isAccepted(reply)) return { outcome: 'accepted', reply };
  if (reply === '') return { outcome: 'refused', reply: '(the cache closed the connection)' };
  return { outcome: REFUSED.test(reply) ? 'refused' : 'unclear', reply };
}

/** Any reply in RESP means accepted. Otherwise the port closes the connection, stays silent or sends a TLS alert. */
function toPlainEnding([reply = '']: readonly string[]): Ending {
  if (/^[+\-:$*%_#]/.test(reply)) return { outcome: 'accepted', reply };
  return { outcome: 'refused', reply: '(the cache closed the connection)' };
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
