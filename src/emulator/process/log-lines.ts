/** Control characters of terminals (C0, DEL, C1), and characters that change the text direction or end a line. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** A caller without a key can send text of any length. The rest of a longer line adds nothing. */
const MAX_LENGTH = 4_000;

/** Returns a line for the endpoint's log. Escapes unsafe characters, for example as `\\u001b`. */
export function toLogLine(text: string): string {
  const line = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Limit of lines per second: refused logins alone can be thousands. */
const MAX_LINES = 100;
const SPAN_MS = 1_000;

/** Passes on at most 100 lines per second, and then reports how many it left out. */
export function limitLines(
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): (line: string) => void {
  let beganAt = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (line) => {
    if (now() - beganAt >= SPAN_MS) {
      const leftOut = lines - MAX_LINES;
      if (leftOut > 0) write(`${leftOut} more lines in that second were left out.`);
      beganAt = now();
      lines = 0;
    }
    lines += 1;
    if (lines <= MAX_LINES) write(line);
  };
}
