import type { Readable } from 'node:stream';

/** A line of the runtime's console: `<time>\t<request id>\t<level>\t…`. */
const CONSOLE_LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t/;

/** The Python runtime's marks in a message, which is one event: its beginning, and the line feeds in it. */
const MESSAGE = '\x1e';
const LINE_FEED_IN_MESSAGE = '\x1f';

/** The largest log event, 256 KB. A longer line becomes several events. */
export const EVENT_LIMIT_BYTES = 256 * 1024;

const LINE_FEED = 0x0a;

/** A reader that splits a process's output into log events, one per line. */
export interface LogLines {
  /** Writes an unfinished line. */
  flush(): void;
}

/** Calls `write` with each line of the stream, including its line feed. */
export function readLogLines(stream: Readable, write: (message: string) => void): LogLines {
  let parts: Buffer[] = [];
  let bytes = 0;
  /** How the line is written; undefined until its first event is written. */
  let form: Form | undefined;

  const writeEvent = (ending: string): void => {
    const text = Buffer.concat(parts).toString('utf8');
    parts = [];
    bytes = 0;
    form ??= findForm(text);
    write(form(text, ending));
  };
  const add = (piece: Buffer): void => {
    const message = piece.indexOf(MESSAGE);
    if (message >= 0 && message + bytes > 0) {
      // The function has printed a part of a line before the message.
      add(piece.subarray(0, message));
      writeEvent('');
      form = undefined;
      add(piece.subarray(message));
      return;
    }
    let rest = piece;
    while (bytes + rest.length > EVENT_LIMIT_BYTES) {
      const end = toCharacterEnd(rest, EVENT_LIMIT_BYTES - bytes);
      parts.push(rest.subarray(0, end));
      writeEvent('');
      rest = rest.subarray(end);
    }
    if (rest.length > 0) parts.push(rest);
    bytes += rest.length;
  };

  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    let end = chunk.indexOf(LINE_FEED);
    while (end >= 0) {
      add(chunk.subarray(from, end));
      writeEvent('\n');
      form = undefined;
      from = end + 1;
      end = chunk.indexOf(LINE_FEED, from);
    }
    add(chunk.subarray(from));
  });
  const flush = (): void => {
    if (bytes > 0) writeEvent('');
    form = undefined;
  };
  stream.on('end', flush);
  return { flush };
}

/** Turns a line, or a part of a long one, into an event. */
type Form = (text: string, ending: string) => string;

const RAW: Form = (text, ending) => `${text}${ending}`;
// One call of the console is one event. The runtime sends its line feeds as carriage returns.
const CONSOLE: Form = (text, ending) => `${text.replaceAll('\r', '\n')}${ending}`;
const PYTHON: Form = (text) => text.replace(MESSAGE, '').replaceAll(LINE_FEED_IN_MESSAGE, '\n');

function findForm(text: string): Form {
  if (text.startsWith(MESSAGE)) return PYTHON;
  return CONSOLE_LINE.test(text) ? CONSOLE : RAW;
}

/** Returns `end`, or up to three bytes less, because an event must not split a UTF-8 character. */
function toCharacterEnd(bytes: Buffer, end: number): number {
  const isInside = (index: number): boolean => ((bytes[index] ?? 0) & 0xc0) === 0x80;
  for (let start = end; start > Math.max(end - 4, 0); start -= 1) {
    if (!isInside(start)) return start;
  }
  return end;
}
