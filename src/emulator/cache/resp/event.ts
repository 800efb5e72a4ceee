/** A piece of a client's stream, in the order in which it was sent. */
export type RequestEvent =
  /** Bytes to send to the server unchanged. */
  | { readonly kind: 'pass'; readonly bytes: Buffer }
  /** A complete AUTH, HELLO or CLIENT: `bytes` as sent; `args` begin with the command's name. */
  | { readonly kind: 'command'; readonly bytes: Buffer; readonly args: readonly Buffer[] };

/** Finds the commands in a client's stream that the port reads. */
export interface RequestParser {
  /** Takes the next bytes. The caller must have read all earlier events. */
  push(chunk: Buffer): void;
  /** Returns the next event, or undefined when the parser needs more bytes. */
  next(): RequestEvent | undefined;
  /** Whether the next byte begins a command. The caller must have read all events. */
  isBetween(): boolean;
}
