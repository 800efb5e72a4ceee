import { skipCommands } from './skip-commands.js';

/** A part of a client's stream. */
export type Piece =
  /** Bytes of commands that the proxy does not need to know, and how many commands begin in them. */
  | { readonly kind: 'run'; readonly bytes: Buffer; readonly commands: number }
  /** A complete command whose name is in `NOTED`, or a command in inline form. */
  | {
      readonly kind: 'command';
      readonly bytes: Buffer;
      /** The name in lower case, and the arguments. */
      readonly name: string;
      readonly args: readonly string[];
      readonly isInline: boolean;
    }
  /** Bytes after a protocol error, which only the cache can answer. */
  | { readonly kind: 'broken'; readonly bytes: Buffer };

export interface CommandReader {
  push(chunk: Buffer): void;
  /** Returns the next piece, or undefined until more bytes arrive. */
  next(): Piece | undefined;
  /** Whether the pieces so far end with a complete command. */
  isBetween(): boolean;
}

/** The commands that log in, or that change what a connection answers. */
const NOTED = new Set([
  ...['auth', 'hello', 'reset', 'quit', 'multi', 'exec', 'discard'],
  ...['subscribe', 'psubscribe', 'ssubscribe', 'unsubscribe', 'punsubscribe', 'sunsubscribe'],
  ...['client', 'monitor', 'sync', 'psync', 'replconf'],
]);
const NOTED_LENGTHS = new Set([...NOTED].map(({ length }) => length));
/** The lengths and first letters of the noted commands, as one number each. */
const NOTED_BEGINNINGS = new Set(
  [...NOTED].map((name) => toBeginning(name.length, name.charCodeAt(0))),
);

function toBeginning(length: number, letter: number): number {
  return length * 256 + letter;
}

function couldBeNoted(length: number, letter: number): boolean {
  return NOTED_BEGINNINGS.has(toBeginning(length, letter));
}

/** The longest command that the reader keeps until it is complete: Valkey's own limit for an inline command. */
const MAX_KEPT = 65_536;
/** A number has ten digits at most. */
const MAX_HEADER = 14;

const LF = 10;
const CR = 13;
const DOLLAR = 36;
const STAR = 42;
const ZERO = 48;
const NOTHING = Buffer.alloc(0);

/** Splits a client's stream into pieces. It keeps a noted command until it is complete, and passes other bytes on. */
export function createCommandReader(): CommandReader {
  let bytes: Buffer = NOTHING;
  let at = 0;
  /** The arguments, and the bytes of an argument, that the command still has. */
  let argumentsLeft = 0;
  let skip = 0;
  let isBroken = false;
  /** The position after the last header that `readHeader` has read. */
  let after = 0;

  /** Reads `$12\r\n` at a position. Returns undefined if it is not complete. */
  function readHeader(mark: number, from: number): number | undefined {
    let value = 0;
    let end = from + 1;
    for (; end < bytes.length; end += 1) {
      const digit = (bytes[end] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const isWrong =
      bytes[from] !== mark ||
      end - from > MAX_HEADER ||
      (end < bytes.length && (bytes[end] !== CR || end === from + 1));
    if (isWrong) isBroken = true;
    if (isWrong || end + 1 >= bytes.length) return undefined;
    after = end + 2;
    return value;
  }

  /** Removes the bytes up to `to` from those that are held. */
  function take(to: number): Buffer {
    // An empty view would keep the whole chunk in memory until the next one arrives.
    const isAll = to === bytes.length;
    const taken = isAll ? bytes : bytes.subarray(0, to);
    bytes = isAll ? NOTHING : bytes.subarray(to);
    at = 0;
    return taken;
  }

  /** Reads a noted command at `at`. Returns undefined if it is not complete. */
  function readWhole(count: number, from: number): string[] | undefined {
    const words: string[] = [];
    let position = from;
    for (let left = count; left > 0; left -= 1) {
      if (position >= bytes.length) return undefined;
      const length = readHeader(DOLLAR, position);
      if (length === undefined || after + length + 2 > bytes.length) return undefined;
      words.push(bytes.toString('utf8', after, after + length));
      position = after + length + 2;
    }
    after = position;
    return words;
  }

  /**
   * Reads the beginning of a command at `at`. Returns the words of a noted command; true for another command, whose
   * name it has not passed; undefined if more bytes must arrive.
   */
  function readStart(): string[] | true | undefined {
    const count = readHeader(STAR, at);
    if (count === undefined) return undefined;
    const first = after;
    if (count > 0) {
      if (first >= bytes.length) return undefined;
      const length = readHeader(DOLLAR, first);
      if (length === undefined) return undefined;
      if (NOTED_LENGTHS.has(length)) {
        if (after + length > bytes.length) return undefined;
        const name = bytes.toString('latin1', after, after + length).toLowerCase();
        if (NOTED.has(name)) return readWhole(count, first);
      }
    }
    argumentsLeft = count;
    after = first;
    return true;
  }

  function toCommand(words: readonly string[], isInline: boolean): Piece {
    const [name = '', ...args] = words;
    return { kind: 'command', bytes: take(after), name: name.toLowerCase(), args, isInline };
  }

  /** Reads a command that is a line. */
  function readInline(): Piece | undefined {
    const end = bytes.indexOf(LF);
    if (end < 0) return undefined;
    after = end + 1;
    const line = bytes.toString('utf8', 0, end);
    const words = line.split(/\s+/).filter(Boolean);
    return toCommand(words.map(unquote), true);
  }

  function next(): Piece | undefined {
    let commands = 0;
    while (at < bytes.length && !isBroken) {
      if (skip > 0) {
        const skipped = Math.min(skip, bytes.length - at);
        at += skipped;
        skip -= skipped;
      } else if (argumentsLeft > 0) {
        const length = readHeader(DOLLAR, at);
        if (length === undefined) break;
        argumentsLeft -= 1;
        skip = length + 2;
        at = after;
      } else if (bytes[at] !== STAR) {
        if (at > 0) break;
        const piece = readInline();
        if (piece) return piece;
        isBroken = bytes.length > MAX_KEPT;
        break;
      } else {
        const skipped = skipCommands(bytes, at, couldBeNoted);
        commands += skipped.commands;
        at = skipped.end;
        if (at === bytes.length || bytes[at] !== STAR) continue;
        const words = readStart();
        if (words === true) {
          if (argumentsLeft > 0) commands += 1;
          at = after;
          continue;
        }
        if (at > 0) break;
        if (words) return toCommand(words, false);
        isBroken ||= bytes.length > MAX_KEPT;
        break;
      }
    }
    if (at > 0) return { kind: 'run', bytes: take(at), commands };
    if (isBroken && bytes.length > 0) return { kind: 'broken', bytes: take(bytes.length) };
    return undefined;
  }

  return {
    push(chunk) {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    },
    next,
    isBetween: () => bytes.length === 0 && argumentsLeft === 0 && skip === 0,
  };
}

function unquote(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}
