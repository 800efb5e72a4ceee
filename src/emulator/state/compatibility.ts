/** What a serverless cache refuses or treats differently from a server of one's own. */
export type CompatibilityProblem =
  /** AWS makes the command unavailable in serverless caches (F5.4). */
  | 'restricted-command'
  /** The server does not know the command. */
  | 'unknown-command'
  /** The access string of the user does not allow the command, the key or the channel (F2.3). */
  | 'no-permission'
  /** The keys of one command or transaction are in several slots (F5.2). */
  | 'cross-slot'
  /** A serverless cache has only the database 0 (F5.2). */
  | 'several-databases'
  /** AUTH or HELLO inside MULTI (F4.4). */
  | 'auth-in-transaction'
  /** A subscribed RESP 2 connection cannot send AUTH, so it ends after 12 hours (F4.4). */
  | 'resp2-subscription'
  /** A connection ended because it did not log in again for 12 hours (F4.4). */
  | 'twelve-hours'
  | 'login-refused';

/** What one client did that a serverless cache refuses or treats differently. */
export interface CompatibilityRow {
  /** The client's library and version (CLIENT SETINFO), or its connection's name, or `user NAME`. */
  readonly client: string;
  readonly problem: CompatibilityProblem;
  /**
   * In upper case, with its subcommand: `KEYS`, `CLIENT LIST`. `EVAL` stands for a script in which a command fails.
   * Null if unknown, or if there is none.
   */
  readonly command: string | null;
  /** The rule that refused a login, such as `token-expired`. Null for other problems. */
  readonly rule: string | null;
  readonly count: number;
  readonly instead: string;
  /** The address of a page of AWS's documentation. */
  readonly source: string;
}
