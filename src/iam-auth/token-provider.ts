import { inspect } from 'node:util';
import { type ClockOptions, type IamAuthClock, toClock } from './clock.js';
import { createCredentialReader, type IamCredentials } from './credentials.js';
import { IamAuthError } from './error.js';
import {
  type IamAuthTokenOptions,
  type SignedToken,
  signToken,
  type TokenClaims,
  toClaims,
} from './token.js';

export type IamAuthTokenProviderOptions = IamAuthTokenOptions &
  ClockOptions & {
    /** 0 up to 1, spreads the refreshes of many processes; `Math.random` if not given. */
    readonly random?: () => number;
  };

/** A token is replaced when this share of its life is over: somewhere between the two. */
const REFRESH_FROM = 0.6;
const REFRESH_TO = 0.8;
/** How long after a failed refresh the next one is tried. */
const RETRY_MS = 30_000;

/**
 * Always has a valid IAM authentication token for one user of one cache. Modelled on `Signer` of
 * `@aws-sdk/rds-signer`: the same constructor and the same `getAuthToken()`.
 */
export class IamAuthTokenProvider implements AsyncDisposable {
  readonly #claims: TokenClaims;
  readonly #clock: IamAuthClock;
  readonly #random: () => number;
  readonly #readCredentials: () => Promise<IamCredentials>;
  readonly #listeners = new Set<(token: string) => void>();
  #current: SignedToken | undefined;
  #refreshAtMs = 0;
  #signing: Promise<string> | undefined;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;

  /** Throws `IamAuthError` for a name that AWS would refuse; nothing is signed and no credentials are read yet. */
  constructor(options: IamAuthTokenProviderOptions) {
    const { random = Math.random, credentials } = options;
    const clock = toClock(options);
    this.#claims = toClaims(options);
    this.#clock = clock;
    this.#random = random;
    this.#readCredentials = createCredentialReader(credentials, () => clock.now());
  }

  /** The user name of AUTH. */
  get userId(): string {
    return this.#claims.userId;
  }

  /** When the token at hand ends; `undefined` before the first. */
  get expiresAt(): Date | undefined {
    return this.#current && new Date(this.#current.expiresAtMs);
  }

  /**
   * The token at hand, or a new one when 60 to 80 % of its life are over. If that fails, the old one, as long as it
   * lives. Throws `IamAuthError` when there is none.
   */
  async getAuthToken(): Promise<string> {
    const nowMs = this.#clock.now();
    const isFresh = this.#current && nowMs < this.#refreshAtMs && nowMs < this.#current.expiresAtMs;
    return isFresh && this.#current ? this.#current.token : this.getNewAuthToken();
  }

  /** A newly signed token, with its whole life before it: for a new connection. Falls back as `getAuthToken` does. */
  async getNewAuthToken(): Promise<string> {
    if (this.#isClosed) throw new IamAuthError('Closed', 'The token provider is closed.');
    // Single flight: however many connections begin at once, the credentials are read once.
    this.#signing ??= this.#sign().finally(() => {
      this.#signing = undefined;
    });
    return this.#signing;
  }

  /**
   * Calls `listener` with each token that is signed from now on, and sees to it that one is before the last ends;
   * inside Lambda, where nothing runs between invocations, only when one is asked for. Returns the function that ends it.
   */
  onToken(listener: (token: string) => void): () => void {
    this.#listeners.add(listener);
    this.#arm();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#disarm();
    };
  }

  /** Ends the timer and forgets the token; safe to call twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#disarm();
    this.#current = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  toJSON(): object {
    const { cacheName, userId, region, serverless } = this.#claims;
    const expiresAt = this.expiresAt?.toISOString() ?? null;
    return { cacheName, userId, region, serverless, expiresAt, token: '[redacted]' };
  }

  toString(): string {
    return `IamAuthTokenProvider(${this.#claims.userId}@${this.#claims.cacheName})`;
  }

  [inspect.custom](): string {
    return `IamAuthTokenProvider ${inspect(this.toJSON())}`;
  }

  async #sign(): Promise<string> {
    try {
      const signed = await signToken(
        this.#claims,
        await this.#readCredentials(),
        this.#clock.now(),
      );
      if (!this.#isClosed) this.#take(signed);
      return signed.token;
    } catch (error) {
      const nowMs = this.#clock.now();
      this.#refreshAtMs = nowMs + RETRY_MS;
      if (this.#current && nowMs < this.#current.expiresAtMs) return this.#current.token;
      this.#current = undefined;
      throw error;
    } finally {
      this.#arm();
    }
  }

  #take(signed: SignedToken): void {
    const lifeMs = signed.expiresAtMs - signed.signedAtMs;
    const share = REFRESH_FROM + (REFRESH_TO - REFRESH_FROM) * this.#random();
    this.#current = signed;
    this.#refreshAtMs = signed.signedAtMs + lifeMs * share;
    for (const listener of this.#listeners) listener(signed.token);
  }

  /** There is a timer only while somebody listens: who does not is served when asking. */
  #arm(): void {
    this.#disarm();
    if (this.#listeners.size === 0) return;
    const delayMs = Math.max(0, this.#refreshAtMs - this.#clock.now());
    this.#cancelTimer = this.#clock.schedule(() => {
      // A failure shows where a token is asked for and none lives any more; here the next try is what follows.
      this.getNewAuthToken().catch(() => {});
    }, delayMs);
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
