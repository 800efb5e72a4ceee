const CR = 13;
const SPACES = new Set([9, 10, 11, 12, 13, 32]);
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

const READ_COMMANDS = new Set(['AUTH', 'HELLO', 'CLIENT']);

/** Whether the port reads commands with this name: they can carry a password, or the name of the client. */
export function isReadName(name: string): boolean {
  return READ_COMMANDS.has(name.toUpperCase());
}

/** Whether a line has only white space. */
export function isBlank(line: Buffer): boolean {
  return line.every((byte) => SPACES.has(byte));
}

/** Reads the arguments of one complete request in array form. */
export function readArguments(bytes: Buffer): Buffer[] {
  let position = 0;
  const readLength = (): number => {
    const end = bytes.indexOf(CR, position);
    const length = Number(bytes.toString('latin1', position + 1, end));
    position = end + 2;
    return length;
  };
  return Array.from({ length: readLength() }, () => {
    const length = readLength();
    const argument = bytes.subarray(position, position + length);
    position += length + 2;
    return argument;
  });
}

/** Encodes a request in array form. */
export function toRequest(args: readonly (string | Uint8Array)[]): Buffer {
  const parts = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = Buffer.from(arg as string);
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

/**
 * Splits an inline request into words as Valkey's `sdssplitargs` does, with `"…\n\xff"` and `'…'`.
 * Returns no words for unbalanced quotes: the server answers such a line.
 */
export function splitInline(line: Buffer): Buffer[] {
  const words: Buffer[] = [];
  let position = 0;
  while (position < line.length) {
    if (SPACES.has(line[position] as number)) {
      position += 1;
      continue;
    }
    const word = readWord(line, position);
    if (!word) return [];
    words.push(Buffer.from(word.bytes));
    position = word.end;
  }
  return words;
}

interface Word {
  readonly bytes: readonly number[];
  readonly end: number;
}

function readWord(line: Buffer, start: number): Word | undefined {
  const bytes: number[] = [];
  let quote = 0;
  for (let position = start; position < line.length; position += 1) {
    const byte = line[position] as number;
    if (quote === 0 && SPACES.has(byte)) return { bytes, end: position };
    if (quote === 0 && (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE)) {
      quote = byte;
    } else if (quote !== 0 && byte === quote) {
      const next = line[position + 1];
      // A closing quote ends the word.
      return next === undefined || SPACES.has(next) ? { bytes, end: position + 1 } : undefined;
    } else if (quote !== 0 && byte === BACKSLASH) {
      const escaped = readEscape(line, position, quote);
      bytes.push(escaped.byte);
      position += escaped.length - 1;
    } else {
      bytes.push(byte);
    }
  }
  return quote === 0 ? { bytes, end: line.length } : undefined;
}

/** Reads an escape: `\xff`, `\n` or `\"` in double quotes, only `\'` in single quotes. */
function readEscape(line: Buffer, at: number, quote: number): { byte: number; length: number } {
  const next = line[at + 1];
  if (next === undefined) return { byte: BACKSLASH, length: 1 };
  if (quote === SINGLE_QUOTE) {
    return next === SINGLE_QUOTE ? { byte: next, length: 2 } : { byte: BACKSLASH, length: 1 };
  }
  const hex = line.toString('latin1', at + 1, at + 4);
  if (/^x[0-9a-f]{2}$/i.test(hex)) return { byte: Number.parseInt(hex.slice(1), 16), length: 4 };
  return { byte: ESCAPES[String.fromCharCode(next)] ?? next, length: 2 };
}
