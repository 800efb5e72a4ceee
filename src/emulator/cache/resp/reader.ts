import { isBlank, isReadName, readArguments, splitInline } from './command.js';
import type { RequestEvent, RequestParser } from './event.js';
import { skipRequests } from './skip.js';

/** The longest login argument that the parser reads: Valkey's own limit before authentication. */
const MAX_LOGIN_ARGUMENT = 16_384;
/** Valkey's own limit too. `HELLO 3 AUTH user password SETNAME name` has seven. */
const MAX_LOGIN_ARGUMENTS = 10;
const MAX_LENGTH_DIGITS = 10;

const CR = 13;
const LF = 10;
const MINUS = 45;
const STAR = 42;
const DOLLAR = 36;
const ZERO = 48;
const NOTHING = Buffer.alloc(0);

/**
 * Reads requests as Valkey's networking.c does. It keeps only the head of a command until the name is
 * known, and a login until it is complete. It skips other arguments by their length and passes chunks
 * on without copying them. After a protocol error it passes everything on: the server reports the error
 * and closes. Later logins cannot succeed, because only the port knows the server's passwords.
 */
export function createRequestParser(): RequestParser {
  /** The state: the function that reads the next byte. */
  let read = readStart;
  let number = 0;
  let digits = 0;
  let isNegative = false;
  let argumentsLeft = 0;
  let isName = false;
  let isRead = false;
  let name = '';
  /** The number of bytes left of an argument, including its line end. */
  let skip = 0;

  let chunk: Buffer = NOTHING;
  let position = 0;
  /** The position up to which events have covered the chunk. */
  let given = 0;
  /** The position of the first held byte in the chunk; -1 when none is held. */
  let heldFrom = -1;
  /** Held bytes of earlier chunks. */
  let held: Buffer[] = [];
  let heldLength = 0;
  const events: RequestEvent[] = [];

  function readStart(): void {
    position = skipRequests(chunk, position);
    if (position === chunk.length) return;
    heldFrom = position;
    read = readInline;
    if (chunk[position] !== STAR) return;
    beginNumber(readCount);
  }

  function readCount(): void {
    readNumber(readCountEnd);
  }

  function readCountEnd(): void {
    position += 1; // Valkey does not check the byte after CR either.
    argumentsLeft = isNegative ? 0 : number;
    isName = true;
    isRead = false;
    read = readMark;
    if (argumentsLeft > MAX_LOGIN_ARGUMENTS) release();
    if (argumentsLeft === 0) finishCommand();
  }

  function readMark(): void {
    if (chunk[position] === DOLLAR) beginNumber(readLength);
    else read = readBroken;
  }

  function readLength(): void {
    readNumber(readLengthEnd);
  }

  function readLengthEnd(): void {
    position += 1;
    skip = number + 2;
    read = readData;
    if (isNegative) read = readBroken;
    else if (isName && number >= 4 && number <= 6) read = readName;
    else if (isName || (isRead && number > MAX_LOGIN_ARGUMENT)) release();
    name = '';
  }

  function readName(): void {
    while (position < chunk.length && skip > 2) {
      name += String.fromCharCode(chunk[position] as number);
      position += 1;
      skip -= 1;
    }
    if (skip > 2) return;
    read = readData;
    isRead = heldFrom >= 0 && isReadName(name);
    if (!isRead) release();
  }

  function readData(): void {
    const taken = Math.min(skip, chunk.length - position);
    position += taken;
    skip -= taken;
    if (skip > 0) return;
    isName = false;
    argumentsLeft -= 1;
    read = readMark;
    if (argumentsLeft === 0) finishCommand();
  }

  function readInline(): void {
    const end = chunk.indexOf(LF, position);
    position = end < 0 ? chunk.length : end + 1;
    const isLong = heldLength + position - heldFrom > MAX_LOGIN_ARGUMENT;
    if (end < 0 && !isLong) return;
    const line = Buffer.concat([...held, chunk.subarray(heldFrom, position)]);
    const args = isLong ? [] : splitInline(line);
    if (end >= 0) read = readStart;
    if (isBlank(line)) dropBlank(end < 0);
    else if (isReadName(args[0]?.toString('latin1') ?? '')) giveCommand(() => args);
    else {
      release();
      if (end < 0) read = readLongInline;
    }
  }

  /**
   * Drops blank lines. After a line of spaces, Valkey 8.0 reads the next request as inline, even an
   * array. For spaces at the beginning of an unfinished line, the parser keeps one space.
   */
  function dropBlank(isBeginning: boolean): void {
    takeHeld();
    if (!isBeginning) return;
    held = [Buffer.from(' ')];
    heldLength = 1;
    heldFrom = position;
  }

  function readLongInline(): void {
    const end = chunk.indexOf(LF, position);
    position = end < 0 ? chunk.length : end + 1;
    if (end >= 0) read = readStart;
  }

  function readBroken(): void {
    release();
    position = chunk.length;
  }

  function beginNumber(next: () => void): void {
    position += 1;
    number = 0;
    digits = 0;
    isNegative = false;
    read = next;
  }

  /** Reads a decimal number up to its CR. */
  function readNumber(next: () => void): void {
    while (position < chunk.length) {
      const byte = chunk[position] as number;
      position += 1;
      if (byte === CR) {
        read = digits === 0 ? readBroken : next;
        return;
      }
      if (byte === MINUS && digits === 0 && !isNegative) {
        isNegative = true;
        continue;
      }
      const digit = byte - ZERO;
      digits += 1;
      if (digit < 0 || digit > 9 || digits > MAX_LENGTH_DIGITS) {
        read = readBroken;
        return;
      }
      number = number * 10 + digit;
    }
  }

  function finishCommand(): void {
    read = readStart;
    if (isRead) giveCommand(readArguments);
    else release();
  }

  /** Passes the held bytes on, because they are not a login. */
  function release(): void {
    isRead = false;
    heldFrom = -1;
    for (const bytes of held) give(bytes);
    dropHeld();
  }

  /** Returns the held bytes and removes them from the stream. */
  function takeHeld(): Buffer {
    give(chunk.subarray(given, heldFrom));
    const bytes = Buffer.concat([...held, chunk.subarray(heldFrom, position)]);
    given = position;
    heldFrom = -1;
    dropHeld();
    return bytes;
  }

  function giveCommand(toArguments: (bytes: Buffer) => readonly Buffer[]): void {
    const bytes = takeHeld();
    events.push({ kind: 'command', bytes, args: toArguments(bytes) });
  }

  function dropHeld(): void {
    if (heldLength === 0) return;
    held = [];
    heldLength = 0;
  }

  function give(bytes: Buffer): void {
    if (bytes.length > 0) events.push({ kind: 'pass', bytes });
  }

  function finishChunk(): void {
    if (read === readBroken) release();
    give(chunk.subarray(given, heldFrom < 0 ? chunk.length : heldFrom));
    if (heldFrom >= 0) {
      // A copy, because a few bytes would keep the whole chunk in memory.
      const rest = Buffer.from(chunk.subarray(heldFrom));
      held.push(rest);
      heldLength += rest.length;
      heldFrom = 0;
    }
    chunk = NOTHING;
  }

  return {
    push(bytes) {
      chunk = bytes;
      position = 0;
      given = 0;
    },
    isBetween: () => read === readStart,
    next() {
      while (events.length === 0 && position < chunk.length) read();
      if (events.length === 0 && chunk.length > 0) finishChunk();
      return events.shift();
    },
  };
}
