import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { toFolderError } from './errors.js';

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

/** An endpoint's log file, which never exceeds a size. */
export interface LogFile {
  write(line: string): void;
  close(): void;
}

const MAX_BYTES = 1024 * 1024;
/** Bytes at the end that are kept when the file is full. */
const KEPT_BYTES = MAX_BYTES / 2;

/** Creates the log file. Never writes to an existing file or through a link. */
export function createLogFile(path: string, maxBytes = MAX_BYTES): LogFile {
  const { O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW);
  let isClosed = false;
  return {
    write(line) {
      if (isClosed) return;
      try {
        writeSync(fd, `${new Date().toISOString()} ${line}\n`);
        if (fstatSync(fd).size > maxBytes) dropStart(fd, Math.min(KEPT_BYTES, maxBytes / 2));
      } catch {
        // A full disk must not end the endpoint.
      }
    },
    close() {
      if (!isClosed) closeSync(fd);
      isClosed = true;
    },
  };
}

function open(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    throw toFolderError(error, path);
  }
}

/** Keeps whole lines: the text before the first line feed of the kept part is dropped too. */
function dropStart(fd: number, keptBytes: number): void {
  const kept = Buffer.alloc(keptBytes);
  const length = readSync(fd, kept, 0, keptBytes, fstatSync(fd).size - keptBytes);
  const text = kept.subarray(0, length);
  ftruncateSync(fd, 0);
  writeSync(fd, 'Earlier lines were dropped: the log has a limit.\n');
  writeSync(fd, text.subarray(text.indexOf(0x0a) + 1));
}
