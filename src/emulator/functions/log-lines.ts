import type { Readable } from 'node:stream';

/** A line of the runtime's console: `<time>\t<request id>\t<level>\t…`. */
const CONSOLE_LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t/;

/** Cuts a process's output into log events, one a line. */
export interface LogLines {
  /** Writes what has come without a line feed so far. */
  flush(): void;
}

/** Calls `write` for each line of the stream, with its line feed. */
export function readLogLines(stream: Readable, write: (message: string) => void): LogLines {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) write(`${toEvent(line)}\n`);
  });
  const flush = (): void => {
    if (rest === '') return;
    write(toEvent(rest));
    rest = '';
  };
  stream.on('end', flush);
  return { flush };
}

/** One console call is one event: the runtime sends its line feeds as carriage returns. */
function toEvent(line: string): string {
  return CONSOLE_LINE.test(line) ? line.replaceAll('\r', '\n') : line;
}
