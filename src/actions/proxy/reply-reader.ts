/** A part of the cache's stream. */
export interface Replies {
  readonly bytes: Buffer;
  /** How many replies to commands end in these bytes. A push of RESP3 is no reply. */
  readonly count: number;
}

export interface ReplyReader {
  push(chunk: Buffer): void;
  /**
   * Returns the next bytes, or undefined until more arrive. With `isSingle`, they end with the first reply, and a reply
   * of one line is alone in them.
   */
  next(isSingle: boolean): Replies | undefined;
}

const LF = 10;
const ZERO = 48;
const MINUS = 45;
const NOTHING = Buffer.alloc(0);

const toCodes = (marks: string) => new Set([...Buffer.from(marks)]);
const BULKS = toCodes('$!=');
const LISTS = toCodes('*~>');
const MAPS = toCodes('%|');
const LINES = toCodes('+-:_#,(');
const [PUSH = 0, ATTRIBUTE = 0] = Buffer.from('>|');

/** Most lines are shorter. A native search costs more than reading them. */
const SHORT_LINE = 24;

function findLineEnd(bytes: Buffer, from: number): number {
  const limit = Math.min(from + SHORT_LINE, bytes.length);
  for (let at = from; at < limit; at += 1) if (bytes[at] === LF) return at;
  return bytes.indexOf(LF, limit);
}

/** Counts the replies in a cache's stream, RESP2 and RESP3, without reading their values. */
export function createReplyReader(): ReplyReader {
  let bytes: Buffer = NOTHING;
  /** The values that the reply still has, and the bytes that the value still has. */
  let values = 0;
  let skip = 0;
  let isPush = false;
  let isBroken = false;

  /** Reads the number in a header, such as 12 in `$12\r\n`. */
  function toNumber(from: number, end: number): number {
    if (bytes[from] === MINUS) return -1;
    let value = 0;
    for (let at = from; at < end - 1; at += 1) value = value * 10 + ((bytes[at] as number) - ZERO);
    return value;
  }

  /** Reads the header of a value at a position. Returns the position after it, or -1 if it is not complete. */
  function readHeader(at: number): number {
    const end = findLineEnd(bytes, at);
    if (end < 0) return -1;
    const mark = bytes[at] as number;
    if (values === 0) {
      values = 1;
      isPush = mark === PUSH;
    }
    // An attribute stands before the value that it describes.
    if (mark !== ATTRIBUTE) values -= 1;
    if (LINES.has(mark)) return end + 1;
    const number = toNumber(at + 1, end);
    if (BULKS.has(mark)) skip = number < 0 ? 0 : number + 2;
    else if (LISTS.has(mark)) values += Math.max(number, 0);
    else if (MAPS.has(mark)) values += 2 * Math.max(number, 0);
    else isBroken = true;
    return end + 1;
  }

  return {
    push(chunk) {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    },
    next(isSingle) {
      let at = 0;
      let count = 0;
      while (at < bytes.length && !isBroken) {
        if (skip > 0) {
          const skipped = Math.min(skip, bytes.length - at);
          at += skipped;
          skip -= skipped;
        } else {
          const isLine = values === 0 && LINES.has(bytes[at] as number);
          if (isSingle && isLine && at > 0) break;
          const after = readHeader(at);
          if (after < 0) break;
          at = after;
        }
        if (skip > 0 || values > 0 || isPush) continue;
        count += 1;
        if (isSingle) break;
      }
      if (isBroken) at = bytes.length;
      if (at === 0) return undefined;
      // An empty view would keep the whole chunk in memory until the next one arrives.
      const isAll = at === bytes.length;
      const taken = isAll ? bytes : bytes.subarray(0, at);
      bytes = isAll ? NOTHING : bytes.subarray(at);
      return { bytes: taken, count };
    },
  };
}
