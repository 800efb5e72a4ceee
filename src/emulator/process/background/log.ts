import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { toFolderError } from '../errors.js';

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
