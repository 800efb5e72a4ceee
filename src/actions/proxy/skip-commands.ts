const CR = 13;
const STAR = 42;
const DOLLAR = 36;
const ZERO = 48;
/** The command reader handles longer arguments. */
const MAX_NUMBER = 1_000_000_000;

/** Complete commands in array form. */
export interface Skipped {
  /** The position after them. */
  readonly end: number;
  readonly commands: number;
}

/**
 * Skips complete commands in array form whose names could not be noted. This is the fast path for pipelines.
 * `couldBeNoted` decides by the length and the first letter of a name.
 */
export function skipCommands(
  bytes: Buffer,
  start: number,
  couldBeNoted: (length: number, letter: number) => boolean,
): Skipped {
  const { length } = bytes;
  let end = start;
  let commands = 0;
  while (end < length && bytes[end] === STAR) {
    let at = end + 1;
    let argumentsLeft = -1;
    let isName = true;
    // The number of arguments, then the mark, length and bytes of each argument.
    while (argumentsLeft !== 0) {
      const first = at;
      let number = 0;
      for (; at < length; at += 1) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9 || number > MAX_NUMBER) break;
        number = number * 10 + digit;
      }
      if (at === first || at + 1 >= length || bytes[at] !== CR) return { end, commands };
      at += 2;
      if (argumentsLeft < 0) {
        argumentsLeft = number;
        if (number === 0) return { end, commands };
      } else {
        if (isName && couldBeNoted(number, (bytes[at] as number) | 0x20)) return { end, commands };
        isName = false;
        argumentsLeft -= 1;
        at += number + 2;
        if (argumentsLeft === 0) break;
      }
      if (at >= length || bytes[at] !== DOLLAR) return { end, commands };
      at += 1;
    }
    if (at > length) return { end, commands };
    end = at;
    commands += 1;
  }
  return { end, commands };
}
