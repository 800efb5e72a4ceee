const NOTHING = '';
const MINUS = 45;
const LF = 10;
const CRLF_LENGTH = 2;
/** The beginning of an error that follows another reply. */
const NEXT_ERROR = Buffer.from('\r\n-');
/** Valkey's errors are shorter. */
const MAX_ERROR = 1_024;

/** Finds the error replies in a server's stream. */
export interface ErrorReader {
  /** Returns the errors of this chunk, without `-`. The first part of a cut error is kept. */
  read(chunk: Buffer): readonly string[];
}

const NONE: readonly string[] = [];

/**
 * Creates a reader for one connection. It does not follow the structure of replies, because that would cost time for
 * each of them: a stored text with a line like an error of Valkey counts as one.
 */
export function createErrorReader(): ErrorReader {
  let rest = NOTHING;
  return {
    read(chunk) {
      const begins = chunk[0] === MINUS || (chunk[0] === LF && chunk[1] === MINUS);
      if (!begins && rest === NOTHING && !chunk.includes(NEXT_ERROR)) return NONE;
      const text = `${rest || '\r\n'}${chunk.toString('latin1')}`.replace(/^\r\n\n/, '\r\n');
      const errors: string[] = [];
      rest = NOTHING;
      for (let at = text.indexOf('\r\n-'); at >= 0; at = text.indexOf('\r\n-', at + 1)) {
        const start = at + CRLF_LENGTH + 1;
        const end = text.indexOf('\r\n', start);
        if (end >= 0) errors.push(text.slice(start, end));
        else if (text.length - start <= MAX_ERROR) rest = text.slice(at);
      }
      return errors;
    },
  };
}
