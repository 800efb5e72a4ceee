import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly kind: 'whole'; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client closed the connection before the end of the body. */
  | { readonly kind: 'cut' };

/** A refused body is read and discarded up to this size, because clients read the answer only after sending it. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024;
/** Limit for all bodies that are being read: room for three of Lambda's largest. Further clients wait. */
const MAX_BYTES_IN_FLIGHT = 224 * 1024 * 1024;

/** Reads bodies within a common memory limit. */
export interface BodyReader {
  /** Reads a body of at most `limitBytes`. 0 discards the body. */
  read(request: IncomingMessage, limitBytes: number): Promise<BodyResult>;
}

/** Creates a reader that is not reading any body. */
export function createBodyReader(): BodyReader {
  const waiting: { readonly bytes: number; readonly start: () => void }[] = [];
  let inFlight = 0;
  const startNext = (): void => {
    for (let [first] = waiting; first; [first] = waiting) {
      if (inFlight + first.bytes > MAX_BYTES_IN_FLIGHT) return;
      waiting.shift();
      inFlight += first.bytes;
      first.start();
    }
  };
  return {
    async read(request, limitBytes) {
      const bytes = toNeededBytes(request, limitBytes);
      if (bytes === 0) return readBody(request, limitBytes);
      await new Promise<void>((resolve) => {
        waiting.push({ bytes, start: resolve });
        startNext();
      });
      try {
        return await readBody(request, limitBytes);
      } finally {
        inFlight -= bytes;
        startNext();
      }
    },
  };
}

/** Returns the memory that a body may need. A body whose announced size exceeds the limit is not kept. */
function toNeededBytes({ headers }: IncomingMessage, limitBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return limitBytes;
  const announced = Number(headers['content-length'] ?? 0);
  return announced > limitBytes ? 0 : announced;
}

function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    // The client closed the connection while its body waited for memory.
    if (request.destroyed && !request.complete) return resolve({ kind: 'cut' });
    let chunks: Buffer[] = [];
    let length = 0;
    const isKept = Number(request.headers['content-length'] ?? 0) <= limitBytes;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_DISCARDED_BYTES) request.destroy();
      if (!isKept || length > limitBytes) chunks = [];
      else chunks.push(chunk);
    });
    request.on('end', () => {
      if (length > limitBytes) return resolve({ kind: 'too-large' });
      resolve({ kind: 'whole', body: Buffer.concat(chunks) });
    });
    // No effect after `end`.
    request.on('error', () => resolve({ kind: 'cut' }));
    request.on('close', () => resolve({ kind: 'cut' }));
  });
}
