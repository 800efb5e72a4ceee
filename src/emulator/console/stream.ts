import type { ServerResponse } from 'node:http';
import type { CompatibilityRow } from '../state/compatibility.js';
import type {
  CallRow,
  ControlsDocument,
  EndpointFacts,
  InvocationRow,
  LoginRow,
  NewRows,
  ResourcesDocument,
} from './documents.js';

/** A list of numbered rows, as readers see it. */
export interface RowSource<T> {
  readonly total: number;
  after(number: number): NewRows<T>['rows'];
}

/** Everything that readers see. */
export interface ConsoleSource {
  now(): number;
  endpoint(): EndpointFacts;
  resources(): ResourcesDocument;
  report(): readonly CompatibilityRow[];
  controls(): ControlsDocument;
  readonly calls: RowSource<CallRow>;
  readonly logins: RowSource<LoginRow>;
  readonly invocations: RowSource<InvocationRow>;
}

/** Sends changes to the open pages, as server-sent events. */
export interface ConsoleStream {
  /** Adds a reader. Returns false if there are too many. */
  open(response: ServerResponse): boolean;
  /** Sends what has changed now, instead of with the next look. */
  flush(): void;
  close(): void;
}

const LOOK_EVERY_MS = 200;
const MAX_READERS = 8;
/** A reader with this many unread bytes gets nothing more. Later it gets the latest state, not what it missed. */
const MAX_UNREAD_BYTES = 512 * 1024;
/** A comment, so that the page and the system notice a dead connection. */
const BEAT_EVERY_LOOKS = 50;

const DOCUMENTS = ['resources', 'report', 'controls'] as const;
const LISTS = ['calls', 'logins', 'invocations'] as const;

/** What a reader has got. */
interface Reader {
  readonly response: ServerResponse;
  isNew: boolean;
  readonly documents: Map<string, string>;
  readonly numbers: Map<string, number>;
}

/**
 * Creates a stream without readers. A state of AWS changes when it is read, so the stream looks again and again while
 * a page is open, and compares. It keeps no queue for a reader: only what the reader already has.
 */
export function createConsoleStream(source: ConsoleSource): ConsoleStream {
  const readers = new Set<Reader>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;

  function look(): void {
    looks += 1;
    const texts = new Map(DOCUMENTS.map((name) => [name, JSON.stringify(source[name]())]));
    for (const reader of readers) {
      const { response } = reader;
      if (response.writableLength > MAX_UNREAD_BYTES) continue;
      const message = toMessage(reader, texts);
      if (message) response.write(`data: ${message}\n\n`);
      else if (looks % BEAT_EVERY_LOOKS === 0) response.write(':\n\n');
    }
  }

  /** Returns what the reader does not have yet, as JSON. */
  function toMessage(reader: Reader, texts: ReadonlyMap<string, string>): string | undefined {
    const members = [];
    if (reader.isNew) members.push(`"endpoint":${JSON.stringify(source.endpoint())}`);
    for (const [name, text] of texts) {
      if (reader.documents.get(name) === text) continue;
      reader.documents.set(name, text);
      members.push(`"${name}":${text}`);
    }
    for (const name of LISTS) {
      const { total } = source[name];
      const known = reader.numbers.get(name) ?? 0;
      if (total === known && !reader.isNew) continue;
      reader.numbers.set(name, total);
      const rows: NewRows<CallRow | LoginRow | InvocationRow> = {
        rows: source[name].after(known),
        total,
      };
      members.push(`"${name}":${JSON.stringify(rows)}`);
    }
    reader.isNew = false;
    if (members.length === 0) return undefined;
    return `{"nowMs":${source.now()},${members.join(',')}}`;
  }

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open(response) {
      if (readers.size >= MAX_READERS) return false;
      const reader = { response, isNew: true, documents: new Map(), numbers: new Map() };
      readers.add(reader);
      response.on('close', () => {
        readers.delete(reader);
        if (readers.size === 0) stop();
      });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      timer ??= setInterval(look, LOOK_EVERY_MS).unref();
      look();
      return true;
    },
    flush: () => look(),
    close() {
      stop();
      for (const { response } of readers) response.end();
    },
  };
}
