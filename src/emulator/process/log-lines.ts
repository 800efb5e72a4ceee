/** Control characters of terminals (C0, DEL, C1), and those that turn the direction of text or end a line. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** A caller without a key can write as much as a head holds: more than this says nothing new. */
const MAX_LENGTH = 4_000;

/** A line for the endpoint's log: what others sent stands in it as text, such as `\\u001b`. */
export function toLogLine(text: string): string {
  const line = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** More lines in one second than this say nothing new: refused logins alone can be thousands. */
const MAX_LINES = 100;
const SPAN_MS = 1_000;

/** Passes at most 100 lines a second on, and then says how many it left out. */
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
