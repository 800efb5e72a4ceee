const CR = 13;
const STAR = 42;
const DOLLAR = 36;
const ZERO = 48;
/** The parser handles longer arguments. */
const MAX_NUMBER = 1_000_000_000;

/**
 * Skips complete requests in array form that the port does not read, and returns the position after them.
 * This is the fast path for pipelines. The parser handles everything else.
 */
export function skipRequests(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let done = start;
  while (done < length && bytes[done] === STAR) {
    let at = done + 1;
    let number = 0;
    let argumentsLeft = -1;
    let isName = true;
    // The number of arguments, then the mark, length and bytes of each argument.
    while (argumentsLeft !== 0) {
      const first = at;
      number = 0;
      for (; at < length; at += 1) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9 || number > MAX_NUMBER) break;
        number = number * 10 + digit;
      }
      if (at === first || at >= length || bytes[at] !== CR) return done;
      at += 2;
      if (argumentsLeft < 0) {
        argumentsLeft = number;
        if (number === 0) return done;
      } else {
        if (isName && couldBeRead(bytes, at, number)) return done;
        isName = false;
        argumentsLeft -= 1;
        at += number + 2;
        if (argumentsLeft === 0) break;
      }
      if (at >= length || bytes[at] !== DOLLAR) return done;
      at += 1;
    }
    if (at > length) return done;
    done = at;
  }
  return done;
}

/** Recognizes AUTH, HELLO and CLIENT by their length and first letter. */
function couldBeRead(bytes: Buffer, at: number, length: number): boolean {
  if (length < 4 || length > 6) return false;
  const letter = (bytes[at] as number) | 0x20;
  return length === 6 ? letter === 0x63 : letter === 0x61 || letter === 0x68;
}
