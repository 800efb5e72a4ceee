/** A piece of a client's stream, in the order in which it was sent. */
export type RequestEvent =
  /** Bytes to send to the server unchanged. */
  | { readonly kind: 'pass'; readonly bytes: Buffer }
  /** A complete AUTH or HELLO: `bytes` as sent; `args` begin with the command's name. */
  | { readonly kind: 'login'; readonly bytes: Buffer; readonly args: readonly Buffer[] };

/** Finds the logins in a client's stream. */
export interface RequestParser {
  /** Takes the next bytes. The caller must have read all earlier events. */
  push(chunk: Buffer): void;
  /** Returns the next event, or undefined when the parser needs more bytes. */
  next(): RequestEvent | undefined;
}
