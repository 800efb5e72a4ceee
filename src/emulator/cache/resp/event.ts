/** What the port does with a client's bytes, in their order. */
export type RequestEvent =
  /** Goes to the server as it is. */
  | { readonly kind: 'pass'; readonly bytes: Buffer }
  /** A whole AUTH or HELLO: `bytes` as sent, `args` with the command's name. */
  | { readonly kind: 'login'; readonly bytes: Buffer; readonly args: readonly Buffer[] };

/** Finds the logins in a client's stream. */
export interface RequestParser {
  /** Takes the next bytes; the events before must have been read. */
  push(chunk: Buffer): void;
  /** The next event, or undefined when more bytes are needed. */
  next(): RequestEvent | undefined;
}
