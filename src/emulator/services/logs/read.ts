import type * as api from '@aws-sdk/client-cloudwatch-logs';
import type { EventKey, EventList } from '../../state/event-list.js';
import { dropExpired, findReadableEnd, isReadable, toEventBytes } from '../../state/log-storage.js';
import type { LogEvent, LogGroup, LogStream } from '../../state/logs.js';
import type { OperationContext } from '../../wire/operation.js';
import { readMarker, writeMarker } from '../page.js';
import { toLineTest } from './filter-pattern.js';
import { invalidParameter, invalidToken, requireLogGroup, requireLogStream } from './resources.js';

/** Limits of one answer (API reference, FilterLogEvents and GetLogEvents). */
const MAX_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;
const EVENT_PREFIX = 'after:';
/** A page ends after this number of events, even if it is not full: a rare pattern must not block other calls. */
const MAX_EXAMINED = 100_000;

/**
 * Returns a stream's events, the last ones first unless `startFromHead`. Each answer has a token for both
 * directions; at an end it is the token that the caller sent (API reference, GetLogEvents).
 */
export function getLogEvents(
  input: api.GetLogEventsRequest,
  { state, clock, pace }: OperationContext,
): api.GetLogEventsResponse {
  const group = requireLogGroup(state.logs, input);
  const stream = requireLogStream(group, input.logStreamName);
  const readability = { nowMs: clock.now(), logsMs: pace.logsMs };
  dropExpired(group, readability.nowMs);
  const { events } = stream;
  const { limit = MAX_EVENTS, startFromHead = false, nextToken } = input;
  const first = events.findTime(input.startTime ?? 0);
  // Unlike FilterLogEvents, GetLogEvents excludes events at `endTime`.
  const end = events.findTime(input.endTime ?? Number.POSITIVE_INFINITY);
  const last = Math.max(first, Math.min(end, findReadableEnd(events, readability)));
  const token = nextToken === undefined ? undefined : readPositionToken(nextToken);
  const isForward = token ? token.direction === 'f' : startFromHead;
  const given = token?.position ?? (isForward ? first : last);
  const from = Math.min(Math.max(given, first), last);
  const page = collect(events, {
    from,
    to: isForward ? last : first,
    limit,
    isWanted: (event) => isReadable(event, readability),
  });
  return {
    events: page.events.map(toEventShape),
    nextForwardToken: `f/${Math.max(from, page.position)}`,
    nextBackwardToken: `b/${Math.min(from, page.position)}`,
  };
}

/** Returns the events of all streams, or of the named ones, by time. Pages before the last can be empty. */
export function filterLogEvents(
  input: api.FilterLogEventsRequest,
  { state, clock, pace }: OperationContext,
): api.FilterLogEventsResponse {
  const group = requireLogGroup(state.logs, input);
  const matches = toLineTest(input.filterPattern);
  const readability = { nowMs: clock.now(), logsMs: pace.logsMs };
  dropExpired(group, readability.nowMs);
  const streams = findStreams(group, input);
  const [only] = streams ?? [];
  const events = streams?.size === 1 && only ? only.events : group.events;
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken } = input;
  const after = nextToken === undefined ? undefined : readEventToken(nextToken);
  const first = events.findTime(startTime);
  const from = after ? Math.max(first, events.findAfter(after)) : first;
  // FilterLogEvents includes events at `endTime`.
  const end = Math.min(events.findTime(endTime + 1), findReadableEnd(events, readability));
  const to = Math.max(from, end);
  const page = collect(events, {
    from,
    to,
    limit: input.limit ?? MAX_EVENTS,
    isWanted: (event) =>
      isReadable(event, readability) &&
      (streams?.has(event.stream) ?? true) &&
      matches(event.message),
  });
  const shapes = page.events.map((event): api.FilteredLogEvent => {
    const { stream } = event;
    return { logStreamName: stream.name, eventId: toEventId(event), ...toEventShape(event) };
  });
  // AWS no longer lists the searched streams.
  const answer = { events: shapes, searchedLogStreams: [] };
  const last = events.at(page.position - 1);
  return page.position < to && last ? { ...answer, nextToken: toEventToken(last) } : answer;
}

interface Collection {
  readonly from: number;
  /** Backwards if it is before `from`. */
  readonly to: number;
  readonly limit: number;
  readonly isWanted: (event: LogEvent) => boolean;
}

/** Collects the wanted events of one page, oldest first. Returns also the position where the search ended. */
function collect(
  list: EventList<LogEvent>,
  { from, to, limit, isWanted }: Collection,
): { events: LogEvent[]; position: number } {
  const step = from <= to ? 1 : -1;
  const events: LogEvent[] = [];
  let position = from;
  let bytes = 0;
  for (let examined = 0; examined < MAX_EXAMINED; examined++) {
    if (position === to || events.length === limit) break;
    const event = list.at(step > 0 ? position : position - 1);
    if (event && isWanted(event)) {
      bytes += toEventBytes(event.message);
      if (bytes > MAX_PAGE_BYTES && events.length > 0) break;
      events.push(event);
    }
    position += step;
  }
  return { events: step > 0 ? events : events.reverse(), position };
}

/** Returns undefined for all streams. */
function findStreams(
  group: LogGroup,
  input: api.FilterLogEventsRequest,
): Set<LogStream> | undefined {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be used together.');
  }
  if (logStreamNames) return new Set(logStreamNames.map((name) => requireLogStream(group, name)));
  if (logStreamNamePrefix === undefined) return undefined;
  const streams = [...group.streams.values()];
  return new Set(streams.filter(({ name }) => name.startsWith(logStreamNamePrefix)));
}

function toEventShape({ timestampMs, ingestedAtMs, message }: LogEvent): {
  timestamp: number;
  message: string;
  ingestionTime: number;
} {
  return { timestamp: timestampMs, message, ingestionTime: ingestedAtMs };
}

/** Builds an id of 56 digits, as on AWS: the time, then the sequence number. */
function toEventId({ timestampMs, sequence }: EventKey): string {
  return String(timestampMs).padStart(16, '0') + String(sequence).padStart(40, '0');
}

function toEventToken({ timestampMs, sequence }: EventKey): string {
  return writeMarker(`${EVENT_PREFIX}${timestampMs}/${sequence}`);
}

function readEventToken(token: string): EventKey {
  const text = readMarker(EVENT_PREFIX, token, invalidToken);
  const [, timestampMs, sequence] = /^(\d{1,16})\/(\d{1,16})$/.exec(text) ?? [];
  if (timestampMs === undefined || sequence === undefined) throw invalidToken();
  return { timestampMs: Number(timestampMs), sequence: Number(sequence) };
}

function readPositionToken(token: string): { direction: 'f' | 'b'; position: number } {
  const [, direction, position] = /^([fb])\/(\d{1,15})$/.exec(token) ?? [];
  if (direction === undefined || position === undefined) throw invalidToken();
  return { direction: direction === 'f' ? 'f' : 'b', position: Number(position) };
}
