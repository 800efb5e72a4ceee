/** A log with a limit, because any client can cause log lines. */
export interface LimitedLog {
  write(line: string): void;
  close(): void;
}

const WINDOW_MS = 60_000;
/** A client that retries every second stays below this limit. */
const MAX_LINES = 200;

/** Creates a log that writes at most `MAX_LINES` lines a minute, and then the number of omitted lines. */
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
