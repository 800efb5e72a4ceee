import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a code works. */
export const CODE_MS = 60_000;
/** A key that no page used for this time no longer works. */
const IDLE_MS = 12 * 3_600_000;
const MAX_CODES = 8;
const MAX_KEYS = 16;
/** Wrong codes in a minute, before the answer says that there were too many. */
const MAX_WRONG = 10;
const MINUTE_MS = 60_000;

/** The answer to a code. */
export type Exchange =
  | { readonly key: string }
  | { readonly refused: 'wrong' | 'too-many'; readonly isFirst: boolean };

/** Codes that work once, and the session keys that pages get for them. Only hashes are kept. */
export interface ConsoleAccess {
  createCode(): string;
  exchange(code: string): Exchange;
  /** Returns whether the key is one of a session, and keeps the session alive. */
  isKey(key: string): boolean;
}

interface Secret {
  readonly hash: Buffer;
  endsAtMs: number;
}

/**
 * Creates the access to one console. `now`: milliseconds of the machine's clock, because the endpoint's clock can jump.
 * Right codes work even after many wrong ones: no other program of this machine can lock the owner out, and a code has
 * 256 random bits.
 */
export function createConsoleAccess(now: () => number = Date.now): ConsoleAccess {
  let codes: Secret[] = [];
  let keys: Secret[] = [];
  let wrong: number[] = [];
  const living = (secrets: Secret[]): Secret[] =>
    secrets.filter(({ endsAtMs }) => endsAtMs > now());
  return {
    createCode() {
      const code = createSecret();
      codes = [...living(codes), { hash: toHash(code), endsAtMs: now() + CODE_MS }];
      codes = codes.slice(-MAX_CODES);
      return code;
    },
    exchange(code) {
      codes = living(codes);
      const found = findSecret(codes, code);
      if (!found) {
        wrong = [...wrong.filter((atMs) => atMs > now() - MINUTE_MS), now()].slice(-MAX_WRONG - 1);
        const refused = wrong.length > MAX_WRONG ? 'too-many' : 'wrong';
        return { refused, isFirst: wrong.length === 1 };
      }
      codes = codes.filter((other) => other !== found);
      const key = createSecret();
      keys = [...living(keys), { hash: toHash(key), endsAtMs: now() + IDLE_MS }];
      keys = keys.toSorted((one, other) => one.endsAtMs - other.endsAtMs).slice(-MAX_KEYS);
      return { key };
    },
    isKey(key) {
      keys = living(keys);
      const found = findSecret(keys, key);
      if (found) found.endsAtMs = now() + IDLE_MS;
      return found !== undefined;
    },
  };
}

function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

function toHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Compares with every secret, in a time that says nothing about them. */
function findSecret(secrets: readonly Secret[], given: string): Secret | undefined {
  const hash = toHash(given);
  return secrets.filter((secret) => timingSafeEqual(secret.hash, hash))[0];
}
