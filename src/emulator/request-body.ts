import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly kind: 'whole'; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client went away before the end. */
  | { readonly kind: 'cut' };

/** How much of a refused body is read and thrown away, so that the client gets to read the answer. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024;

/** Reads a request's body of at most `limitBytes`. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_DISCARDED_BYTES) request.destroy();
      if (length > limitBytes) chunks = [];
      else chunks.push(chunk);
    });
    request.on('end', () => {
      if (length > limitBytes) return resolve({ kind: 'too-large' });
      resolve({ kind: 'whole', body: Buffer.concat(chunks) });
    });
    // After `end` these change nothing.
    request.on('error', () => resolve({ kind: 'cut' }));
    request.on('close', () => resolve({ kind: 'cut' }));
  });
}
