/** A log that a flood of lines does not fill. */
export interface LimitedLog {
  write(line: string): void;
  close(): void;
}

const WINDOW_MS = 60_000;
/** A client that tries again every second stays below it. */
const MAX_LINES = 200;

/** Writes at most `MAX_LINES` lines a minute; the others are counted, and the minute's end says how many there were. */
export function createLimitedLog(write: (line: string) => void): LimitedLog {
  let written = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  function endWindow(): void {
    clearTimeout(timer);
    timer = undefined;
    if (dropped > 0) write(`${dropped} more lines like these in the same minute.`);
    written = 0;
    dropped = 0;
  }

  return {
    write(line) {
      timer ??= setTimeout(endWindow, WINDOW_MS).unref();
      if (written === MAX_LINES) {
        dropped += 1;
        return;
      }
      written += 1;
      write(line);
    },
    close: endWindow,
  };
}
