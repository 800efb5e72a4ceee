import { type FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from './clients.js';
import type { LogLine } from './log-line.js';
import { realTime, type Time } from './time.js';

export interface LogQuery {
  readonly logGroup: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
  /** The clock for the pauses of `follow`; default: the machine's. */
  readonly time?: Time | undefined;
}

/** FilterLogEvents is limited to a few calls a second for the whole account. */
const POLL_MS = 2_000;
/** Lines can arrive late, after newer lines of another stream. Each poll reads this much of the past again. */
const LATE_MS = 60_000;

/**
 * Yields pages of log lines, oldest first. With `follow` it waits for new lines and yields each once, until the signal
 * ends it. It yields an empty page before each pause, where the reader can stop.
 * @throws the SDK's errors (a missing group is `ResourceNotFoundException`), or the signal's reason
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
  // A page can be empty although more pages follow: only the missing token ends the list.
  for await (const page of paginateFilterLogEvents({ client }, input, { abortSignal: signal })) {
    yield page.events ?? [];
  }
}

/** Remembers the events that were yielded, as long as they can be read again. */
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
