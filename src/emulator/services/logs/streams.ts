import type * as api from '@aws-sdk/client-cloudwatch-logs';
import { addLogStream, dropExpired, findReadableEnd } from '../../state/log-storage.js';
import type { LogGroup, LogStream } from '../../state/logs.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { toSlice } from '../page.js';
import { invalidParameter, invalidToken, requireLogGroup } from './resources.js';

/** Creates an empty stream. Throws ResourceAlreadyExistsException. */
export function createLogStream(
  { logGroupName, logStreamName = '' }: api.CreateLogStreamRequest,
  { state, clock }: OperationContext,
): undefined {
  const group = requireLogGroup(state.logs, { logGroupName: logGroupName ?? '' });
  if (group.streams.has(logStreamName)) {
    throw fault('ResourceAlreadyExistsException', 'The specified log stream already exists');
  }
  addLogStream(group, logStreamName, clock.now());
}

/** Lists streams by name or by the time of their last event. `descending` reverses the order. */
export function describeLogStreams(
  input: api.DescribeLogStreamsRequest,
  context: OperationContext,
): api.DescribeLogStreamsResponse {
  const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false, limit = 50 } = input;
  if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const group = requireLogGroup(context.state.logs, input);
  dropExpired(group, context.clock.now());
  const streams = [...group.streams.values()]
    .filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''))
    .map((stream) => ({ stream, key: toSortKey(stream, orderBy) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (descending) streams.reverse();
  // Pages are positions: the time of the last event is not a stable key.
  const { start, end, next } = toSlice({
    total: streams.length,
    max: limit,
    marker: input.nextToken,
    invalidMarker: invalidToken,
  });
  const page = streams.slice(start, end);
  const logStreams = page.map(({ stream }) => toLogStreamShape(group, stream, context));
  return next === undefined ? { logStreams } : { logStreams, nextToken: next };
}

function toSortKey(stream: LogStream, orderBy: string): string {
  if (orderBy !== 'LastEventTime') return stream.name;
  const lastMs = stream.events.at(stream.events.end - 1)?.timestampMs ?? 0;
  return `${String(lastMs).padStart(16, '0')} ${stream.name}`;
}

function toLogStreamShape(
  group: LogGroup,
  stream: LogStream,
  { clock, pace }: OperationContext,
): api.LogStream {
  const { events, ingestedAtMs = 0 } = stream;
  const readability = { nowMs: clock.now(), logsMs: pace.logsMs };
  const end = findReadableEnd(events, readability);
  const last = events.at(end - 1);
  const first = last && events.at(events.start);
  const isLatestReadable = ingestedAtMs + pace.logsMs <= readability.nowMs;
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAtMs,
    ...(first && { firstEventTimestamp: first.timestampMs }),
    ...(last && {
      lastEventTimestamp: last.timestampMs,
      lastIngestionTime: isLatestReadable ? ingestedAtMs : last.ingestedAtMs,
    }),
    arn: `${group.arn}:log-stream:${stream.name}`,
    // Always 0 for streams since 2019 (API reference, LogStream).
    storedBytes: 0,
  };
}
