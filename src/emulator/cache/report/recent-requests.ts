import { getKeyIndexes } from '@ioredis/commands';
import { toKeySlot } from './key-slot.js';

/** One request of a client. */
export interface RecentRequest {
  /** In lower case. */
  readonly name: string;
  /** Without the name. Those that have not been received are missing. */
  readonly args: readonly Buffer[];
  /** Whether its keys are in several slots. */
  readonly isCrossing: boolean;
}

/**
 * The latest requests of all clients. Valkey does not name the command in some of its errors. Chunks are
 * read only after such an error, so a successful command costs no more than a copy of its bytes.
 */
export interface RecentRequests {
  note(sender: object, chunk: Buffer): void;
  /** Takes the sender's oldest request that fits and has not been taken yet. */
  take(sender: object, fits: (request: RecentRequest) => boolean): RecentRequest | undefined;
  /** Returns the only request of the sender's latest chunk. Undefined if the chunk has several. */
  findLast(sender: object): RecentRequest | undefined;
  /** Returns whether the sender's latest AUTH or HELLO came inside of MULTI. */
  isLoginQueued(sender: object): boolean;
}

/** The bytes that are kept. They are copied, because kept chunks would make garbage collection slow. */
const SIZE = 1024 * 1024;
const MAX_CHUNKS = 1_024;
const STAR = 42;
const TRANSACTION_ENDS = ['exec', 'discard', 'reset'];

/** A chunk in the memory. The objects are used again. */
interface Noted {
  sender: object;
  /** The number of bytes that were written before. */
  from: number;
  length: number;
  /** Set when the chunk has been read: its requests, and those of the chunks that were read with it. */
  requests: RecentRequest[] | undefined;
}

/** Creates an empty memory. */
export function createRecentRequests(): RecentRequests {
  let bytes: Buffer | undefined;
  let written = 0;
  /** A ring: `next` is the place of the oldest chunk. */
  const ring: Noted[] = [];
  let next = 0;

  const findChunks = (sender: object): Noted[] =>
    [...ring.slice(next), ...ring.slice(0, next)].filter(
      (noted) => noted.sender === sender && written - noted.from <= SIZE,
    );

  const toBytes = ({ from, length }: Noted): Buffer =>
    (bytes ?? Buffer.alloc(0)).subarray(from % SIZE, (from % SIZE) + length);

  /** Reads new chunks together, because a request can continue in the next chunk. */
  function readNew(chunks: readonly Noted[]): void {
    const unread = chunks.filter(({ requests }) => requests === undefined);
    for (const noted of unread) noted.requests = [];
    const [first] = unread;
    if (first) first.requests = readRequests(Buffer.concat(unread.map(toBytes)));
  }

  return {
    note(sender, chunk) {
      const { length } = chunk;
      bytes ??= Buffer.allocUnsafeSlow(SIZE);
      // A chunk stays in one piece: it begins at the front when the end has no room. TLS gives at most 16 KB.
      if ((written % SIZE) + length > SIZE) written += SIZE - (written % SIZE);
      chunk.copy(bytes, written % SIZE);
      const noted = ring[next];
      if (noted) {
        noted.sender = sender;
        noted.from = written;
        noted.length = length;
        noted.requests = undefined;
      } else ring[next] = { sender, from: written, length, requests: undefined };
      written += length;
      next = (next + 1) % MAX_CHUNKS;
    },
    take(sender, fits) {
      const chunks = findChunks(sender);
      readNew(chunks);
      for (const { requests = [] } of chunks) {
        const at = requests.findIndex(fits);
        if (at >= 0) return requests.splice(at, 1)[0];
      }
      return undefined;
    },
    findLast(sender) {
      const last = findChunks(sender).at(-1);
      const chunk = last && toBytes(last);
      const requests = chunk?.[0] === STAR ? readRequests(chunk) : [];
      return requests.length === 1 ? requests[0] : undefined;
    },
    isLoginQueued(sender) {
      const chunks = findChunks(sender);
      readNew(chunks);
      let isInside = false;
      let isQueued = false;
      for (const { name } of chunks.flatMap(({ requests = [] }) => requests)) {
        if (name === 'multi') isInside = true;
        else if (TRANSACTION_ENDS.includes(name)) isInside = false;
        else if (name === 'auth' || name === 'hello') isQueued = isInside;
      }
      return isQueued;
    },
  };
}

/** Reads the requests in array form that begin in these bytes, which may begin or end inside of one. */
function readRequests(chunk: Buffer): RecentRequest[] {
  const requests: RecentRequest[] = [];
  /** The keys of the transaction so far. Undefined outside of MULTI, and after a request that makes EXEC fail. */
  let queued: Buffer[] | undefined;
  for (const [first, ...args] of readWords(chunk)) {
    const name = first?.toString('latin1').toLowerCase() ?? '';
    const keys = name === 'exec' ? (queued ?? []) : findKeys(name, args);
    const isCrossing = areCrossing(keys);
    if (name === 'multi') queued = [];
    else if (isCrossing || name === 'exec') queued = undefined;
    else queued?.push(...keys);
    requests.push({ name, args, isCrossing });
  }
  return requests;
}

function areCrossing(keys: readonly Buffer[]): boolean {
  const [first, ...others] = keys.map(toKeySlot);
  return others.some((slot) => slot !== first);
}

/** Reads the words of each request. */
function* readWords(chunk: Buffer): Generator<Buffer[]> {
  let at = 0;
  const readNumber = (mark: string): number | undefined => {
    const end = chunk.indexOf('\r\n', at);
    if (end < 0 || String.fromCharCode(chunk[at] ?? 0) !== mark) return undefined;
    const number = Number(chunk.toString('latin1', at + 1, end));
    at = end + 2;
    return Number.isInteger(number) && number >= 0 ? number : undefined;
  };
  while (at < chunk.length) {
    const count = readNumber('*');
    if (count === undefined) {
      const following = chunk.indexOf('\r\n*', at);
      if (following < 0) return;
      at = following + 2;
      continue;
    }
    const words: Buffer[] = [];
    for (let left = count; left > 0 && at < chunk.length; left -= 1) {
      const length = readNumber('$');
      if (length === undefined) break;
      if (at + length <= chunk.length) words.push(chunk.subarray(at, at + length));
      at += length + 2;
    }
    if (words.length > 0) yield words;
  }
}

/** The commands that have the number of their keys as an argument. */
const COUNTS_KEYS = /^(eval|fcall|z|b?lmpop|bzmpop|s\w+card|msetex)/;
const SHARDED = ['ssubscribe', 'sunsubscribe'];

function findKeys(name: string, args: readonly Buffer[]): readonly Buffer[] {
  if (SHARDED.includes(name)) return args;
  const words = args.map((arg) => arg.toString('latin1'));
  // The package believes any number of keys. The server has refused a number greater than that of the arguments.
  if (COUNTS_KEYS.test(name) && words.slice(0, 2).some((n) => Number(n) > args.length)) return [];
  try {
    return getKeyIndexes(name, words)
      .map((index) => args[index])
      .filter((key) => key !== undefined);
  } catch {
    return []; // The package does not know the command.
  }
}
