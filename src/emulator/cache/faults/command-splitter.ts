/** Bytes of one command. */
export interface CommandPiece {
  readonly bytes: Buffer;
  /** Whether the command begins here. */
  readonly isStart: boolean;
}

const LF = 10;
/** Valkey's own limit of a line. */
const MAX_LINE = 65_536;

/**
 * Creates a function that splits a client's stream into its commands, in array form or inline, without keeping their
 * bytes. After a protocol error everything belongs to the last command: the server reports the error and closes.
 */
export function createCommandSplitter(): (bytes: Buffer) => CommandPiece[] {
  let isStart = true;
  let isBroken = false;
  /** Arguments that have not come yet, and bytes left of the current one with its line end. */
  let argumentsLeft = 0;
  let bytesLeft = 0;
  /** The beginning of an unfinished line. */
  let line = '';

  /** Handles a complete line. Returns whether it ends a command. */
  function readLine(): boolean {
    const text = line;
    line = '';
    const number = Number(text.slice(1));
    if (argumentsLeft > 0) {
      isBroken = text[0] !== '$' || !(number >= 0);
      bytesLeft = number + 2;
      return false;
    }
    if (text[0] !== '*') return true;
    isBroken = !Number.isInteger(number);
    argumentsLeft = Math.max(number, 0);
    return argumentsLeft === 0;
  }

  /** Reads from `at`. Returns the position of the end of the command, or of the bytes. */
  function readCommand(
    bytes: Buffer,
    from: number,
  ): { readonly end: number; readonly isDone: boolean } {
    let at = from;
    while (at < bytes.length && !isBroken) {
      if (bytesLeft > 0) {
        const taken = Math.min(bytesLeft, bytes.length - at);
        at += taken;
        bytesLeft -= taken;
        if (bytesLeft > 0) break;
        argumentsLeft -= 1;
        if (argumentsLeft === 0) return { end: at, isDone: true };
        continue;
      }
      const end = bytes.indexOf(LF, at);
      line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      isBroken = line.length > MAX_LINE;
      if (end < 0 || isBroken) break;
      at = end + 1;
      if (readLine()) return { end: at, isDone: true };
    }
    return { end: bytes.length, isDone: false };
  }

  return (bytes) => {
    const pieces: CommandPiece[] = [];
    for (let at = 0; at < bytes.length; ) {
      const { end, isDone } = readCommand(bytes, at);
      pieces.push({ bytes: bytes.subarray(at, end), isStart });
      isStart = isDone;
      at = end;
    }
    return pieces;
  };
}
