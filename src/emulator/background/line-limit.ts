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
