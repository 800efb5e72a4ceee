import type { IncomingMessage } from 'node:http';

export type BodyResult =
  | { readonly kind: 'whole'; readonly body: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client went away before the end. */
  | { readonly kind: 'cut' };

/** How much of a refused body is read and thrown away: only then does the client read the answer. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024;
/** Of all bodies that are being read. More wait in their clients: three of Lambda's largest fit. */
const MAX_BYTES_IN_FLIGHT = 224 * 1024 * 1024;

/** Reads bodies, all together within a limit of memory. */
export interface BodyReader {
  /** Reads a request's body of at most `limitBytes`; 0 throws it away. */
  read(request: IncomingMessage, limitBytes: number): Promise<BodyResult>;
}

/** No body is being read yet. */
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

/** What a body takes in memory at most; one that is announced as too large is not kept. */
function toNeededBytes({ headers }: IncomingMessage, limitBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return limitBytes;
  const announced = Number(headers['content-length'] ?? 0);
  return announced > limitBytes ? 0 : announced;
}

function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    // The client went away while its body waited for room.
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
    // After `end` these change nothing.
    request.on('error', () => resolve({ kind: 'cut' }));
    request.on('close', () => resolve({ kind: 'cut' }));
  });
}
