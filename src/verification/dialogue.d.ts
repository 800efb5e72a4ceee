/** Longer pauses between logins would leave too few of them, because the function has little time. */
export declare const LONGEST_PAUSE_MS = 1000;
/** The address of a cache. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Certificate authorities (PEM) to trust instead of Node's. */
  readonly ca?: string | undefined;
}
/** Thrown when the cache does not answer in time, to tell silence from a refusal. */
export declare class SilenceError extends Error {
  readonly name = 'SilenceError';
}
/**
 * Opens a connection, sends the commands one after another, and returns the first line of each reply. It uses no
 * client library, so the replies are exactly the cache's. If the connection ends instead of a reply, the reply is ''.
 * A later login that the cache cannot check now is sent again on the same connection, as clients do that renew a login.
 * A login that stays unchecked ends the conversation.
 * Throws `SilenceError` when everything together takes longer than `timeoutMs`, and the socket's error when it fails.
 */
export declare function converse(
  { host, port, ca }: Address,
  commands: readonly (readonly string[])[],
  {
    isPlain,
    timeoutMs,
  }: {
    isPlain?: boolean;
    timeoutMs: number;
  },
): Promise<string[]>;
