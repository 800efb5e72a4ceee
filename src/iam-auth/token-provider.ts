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
    /** Returns a number from 0 up to 1, which spreads the renewals of many processes. Default: `Math.random`. */
    readonly random?: () => number;
  };

/** A token is replaced at a random time between these shares of its lifetime. */
const REFRESH_FROM = 0.6;
const REFRESH_TO = 0.8;
/** The pause after a failed refresh. */
const RETRY_MS = 30_000;

/**
 * Provides valid IAM authentication tokens for one user of one cache. Its constructor and `getAuthToken()` follow
 * `Signer` of `@aws-sdk/rds-signer`.
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

  /** Checks the options. Throws `IamAuthError` for an invalid one. Reads no credentials and signs nothing. */
  constructor(options: IamAuthTokenProviderOptions) {
    const { random = Math.random, credentials } = options;
    const clock = toClock(options);
    this.#claims = toClaims(options);
    this.#clock = clock;
    this.#random = random;
    this.#readCredentials = createCredentialReader(credentials, () => clock.now());
  }

  /** The user name in AUTH. */
  get userId(): string {
    return this.#claims.userId;
  }

  /** The time when the current token expires; `undefined` before the first token. */
  get expiresAt(): Date | undefined {
    return this.#current && new Date(this.#current.expiresAtMs);
  }

  /**
   * Returns the current token, or a new one after 60 to 80 % of its lifetime. If signing fails, returns the current
   * token until it expires. Throws `IamAuthError` when there is no valid token.
   */
  async getAuthToken(): Promise<string> {
    const nowMs = this.#clock.now();
    const isFresh = this.#current && nowMs < this.#refreshAtMs && nowMs < this.#current.expiresAtMs;
    return isFresh && this.#current ? this.#current.token : this.getNewAuthToken();
  }

  /** Returns a newly signed token with its full lifetime, for a new connection. Falls back as `getAuthToken` does. */
  async getNewAuthToken(): Promise<string> {
    if (this.#isClosed) throw new IamAuthError('Closed', 'The token provider is closed.');
    // Parallel calls share one signature, so they read the credentials only once.
    this.#signing ??= this.#sign().finally(() => {
      this.#signing = undefined;
    });
    return this.#signing;
  }

  /**
   * Calls `listener` with each new token, and signs a new one before the current token expires. Inside Lambda, which has
   * no timers, this happens only when a caller asks for a token. Returns a function that removes the listener.
   */
  onToken(listener: (token: string) => void): () => void {
    this.#listeners.add(listener);
    this.#arm();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#disarm();
    };
  }

  /** Stops the timer and drops the token. Safe to call twice. */
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

  /** Sets the timer for the next token if there are listeners. Other callers renew the token when they ask for it. */
  #arm(): void {
    this.#disarm();
    if (this.#listeners.size === 0) return;
    const delayMs = Math.max(0, this.#refreshAtMs - this.#clock.now());
    this.#cancelTimer = this.#clock.schedule(() => {
      // `#sign` has scheduled the next try. A caller sees the failure only when no valid token remains.
      this.getNewAuthToken().catch(() => {});
    }, delayMs);
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
