import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
  GetLogEventsRequest,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { OperationContext } from '../operation.js';
import type { LogEvent, LogGroup, LogStream } from '../state/logs.js';
import { toLineTest } from './logs-filter-pattern.js';
import {
  findReadableEvents,
  invalidParameter,
  invalidToken,
  requireLogGroup,
  requireLogStream,
} from './logs-resources.js';
import { toPage } from './page.js';

const MAX_EVENTS = 10_000;

/**
 * A stream's events, the last ones first unless `startFromHead`. There is always a token for each
 * direction; at an end it is the one that was sent (API reference, GetLogEvents).
 */
export function getLogEvents(
  input: GetLogEventsRequest,
  { state, clock, pace }: OperationContext,
): GetLogEventsResponse {
  const group = requireLogGroup(state.logs, input);
  const stream = requireLogStream(group, input.logStreamName);
  const readable = { nowMs: clock.now(), logsMs: pace.logsMs };
  const events = findReadableEvents(group, stream, readable)
    .filter(isWithin(input))
    // Unlike in FilterLogEvents, events of `endTime` itself are left out.
    .filter(({ timestampMs }) => timestampMs !== input.endTime);
  const { limit = MAX_EVENTS, startFromHead = false, nextToken } = input;
  const token = nextToken === undefined ? undefined : readPositionToken(nextToken);
  let start = startFromHead ? 0 : Math.max(0, events.length - limit);
  let end = Math.min(events.length, start + limit);
  if (token?.direction === 'f') {
    start = Math.min(token.position, events.length);
    end = Math.min(events.length, start + limit);
  }
  if (token?.direction === 'b') {
    end = Math.min(token.position, events.length);
    start = Math.max(0, end - limit);
  }
  return {
    events: events.slice(start, end).map(toEventShape),
    nextForwardToken: `f/${end}`,
    nextBackwardToken: `b/${start}`,
  };
}

/** Events of all streams, or of those named, by time; in pages of at most 10,000. */
export function filterLogEvents(
  input: FilterLogEventsRequest,
  { state, clock, pace }: OperationContext,
): FilterLogEventsResponse {
  const group = requireLogGroup(state.logs, input);
  const matches = toLineTest(input.filterPattern);
  const readable = { nowMs: clock.now(), logsMs: pace.logsMs };
  const events = findStreams(group, input)
    .flatMap((stream) => {
      const positions = new Map(stream.events.map((event, position) => [event, position]));
      return findReadableEvents(group, stream, readable).map((event) => ({
        event,
        stream,
        key: toEventKey(stream, event, positions.get(event) ?? 0),
      }));
    })
    .filter(({ event }) => isWithin(input)(event) && matches(event.message))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const { items, next } = toPage({
    items: events,
    max: input.limit ?? MAX_EVENTS,
    marker: input.nextToken,
    toKey: ({ key }) => key,
    invalidMarker: invalidToken,
  });
  const shapes = items.map(({ event, stream, key }): FilteredLogEvent => {
    return { logStreamName: stream.name, eventId: toEventId(key), ...toEventShape(event) };
  });
  // AWS answers no searched streams any more.
  const answer = { events: shapes, searchedLogStreams: [] };
  return next === undefined ? answer : { ...answer, nextToken: next };
}

function findStreams(group: LogGroup, input: FilterLogEventsRequest): LogStream[] {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be used together.');
  }
  if (logStreamNames) return logStreamNames.map((name) => requireLogStream(group, name));
  return [...group.streams.values()].filter(({ name }) => {
    return name.startsWith(logStreamNamePrefix ?? '');
  });
}

/** `startTime` and `endTime` are included, as FilterLogEvents has it. */
function isWithin({
  startTime = 0,
  endTime = Number.POSITIVE_INFINITY,
}: {
  startTime?: number | undefined;
  endTime?: number | undefined;
}): (event: LogEvent) => boolean {
  return ({ timestampMs }) => timestampMs >= startTime && timestampMs <= endTime;
}

function toEventShape({ timestampMs, ingestedAtMs, message }: LogEvent): {
  timestamp: number;
  message: string;
  ingestionTime: number;
} {
  return { timestamp: timestampMs, message, ingestionTime: ingestedAtMs };
}

/** Sorts by time, then as written; unique in the group. */
function toEventKey(stream: LogStream, event: LogEvent, position: number): string {
  const time = String(event.timestampMs).padStart(16, '0');
  return `${time} ${stream.name} ${String(position).padStart(10, '0')}`;
}

/** 56 digits, as AWS's are: the time, then what tells the event apart. */
function toEventId(key: string): string {
  const digits = [...Buffer.from(key.slice(17))].reduce((sum, byte) => {
    return (sum * 257n + BigInt(byte)) % 10n ** 40n;
  }, 0n);
  return key.slice(0, 16) + String(digits).padStart(40, '0');
}

function readPositionToken(token: string): { direction: 'f' | 'b'; position: number } {
  const [, direction, position] = /^([fb])\/(\d{1,15})$/.exec(token) ?? [];
  if (direction === undefined || position === undefined) throw invalidToken();
  return { direction: direction === 'f' ? 'f' : 'b', position: Number(position) };
}
