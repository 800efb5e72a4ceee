import { type FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from './clients.js';
import { realTime, type Time } from './time.js';

/** One log line of a function. */
export interface LogLine {
  /** When the function wrote it, ISO time. */
  readonly timestamp: string;
  readonly logStream: string;
  /** Without the line's end. */
  readonly message: string;
}

export interface LogQuery {
  readonly logGroup: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
  /** What a follower's pauses go by; default: the machine's time. */
  readonly time?: Time | undefined;
}

/** FilterLogEvents is limited to a few calls a second for the whole account. */
const POLL_MS = 2_000;
/** A stream's lines can arrive after later lines of another stream: so long the past is read again. */
const LATE_MS = 60_000;

/**
 * The lines since then, oldest first, page by page. With `follow` it goes on for lines to come, each
 * given once, and ends only by the signal (its reason is thrown); an empty page before each pause lets the
 * reader stop.
 * @throws what the SDK throws; a missing group is `ResourceNotFoundException`
 */
export async function* readLogLines(
  aws: AwsClients,
  query: LogQuery,
  follow = false,
): AsyncGenerator<LogLine[]> {
  const time = query.time ?? realTime;
  const given = new GivenEvents();
  let sinceMs = query.sinceMs;
  for (;;) {
    for await (const events of readPages(aws, { ...query, sinceMs })) {
      const fresh = events.filter((event) => given.isNew(event));
      if (fresh.length > 0) yield fresh.map(toLine);
    }
    if (!follow) return;
    sinceMs = Math.max(query.sinceMs, given.latestMs - LATE_MS);
    given.forgetBefore(sinceMs);
    yield [];
    await time.sleep(POLL_MS, query.signal);
  }
}

async function* readPages(
  aws: AwsClients,
  { logGroup, sinceMs, signal }: LogQuery,
): AsyncGenerator<FilteredLogEvent[]> {
  const client = await aws.logs();
  const input = { logGroupName: logGroup, startTime: sinceMs };
  // Pages can be empty while more is to come: the token alone says when it ends.
  for await (const page of paginateFilterLogEvents({ client }, input, { abortSignal: signal })) {
    yield page.events ?? [];
  }
}

/** Which events were given already, of the time that is still read. */
class GivenEvents {
  readonly #timeOf = new Map<string, number>();
  latestMs = 0;

  isNew({ eventId = '', timestamp = 0 }: FilteredLogEvent): boolean {
    if (this.#timeOf.has(eventId)) return false;
    this.#timeOf.set(eventId, timestamp);
    this.latestMs = Math.max(this.latestMs, timestamp);
    return true;
  }

  forgetBefore(ms: number): void {
    for (const [id, timestamp] of this.#timeOf) if (timestamp < ms) this.#timeOf.delete(id);
  }
}

function toLine({ timestamp = 0, logStreamName = '', message = '' }: FilteredLogEvent): LogLine {
  return {
    timestamp: new Date(timestamp).toISOString(),
    logStream: logStreamName,
    message: message.replace(/\r?\n$/, ''),
  };
}
