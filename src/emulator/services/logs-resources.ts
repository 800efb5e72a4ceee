import type { Account } from '../account.js';
import type { Clock } from '../clock.js';
import type { LogEvent, LogGroup, LogStream, LogsState } from '../state/logs.js';
import { fault } from '../wire/fault.js';
import { type Page, sortByKey, toPage } from './page.js';

const DAY_MS = 86_400_000;

/** The group of a name or ARN; throws ResourceNotFoundException. */
export function requireLogGroup(
  logs: LogsState,
  input: {
    readonly logGroupName?: string | undefined;
    readonly logGroupIdentifier?: string | undefined;
  },
): LogGroup {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Either logGroupName or logGroupIdentifier must be given, not both.');
  }
  const name =
    logGroupName ?? logGroupIdentifier?.replace(/^arn:[^:]+:logs:[^:]*:\d+:log-group:/, '');
  const group = logs.groups.get(name?.replace(/:\*$/, '') ?? '');
  if (!group) {
    throw fault('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return group;
}

/** The stream of a name; throws ResourceNotFoundException. */
export function requireLogStream(group: LogGroup, name: string | undefined): LogStream {
  const stream = group.streams.get(name ?? '');
  if (!stream) {
    throw fault('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  return stream;
}

/** An empty group, put into the state. */
export function addLogGroup(
  logs: LogsState,
  name: string,
  { account, region, clock }: { account: Account; region: string; clock: Clock },
): LogGroup {
  const group: LogGroup = {
    name,
    arn: account.arn('logs', region, `log-group:${name}`),
    createdAtMs: clock.now(),
    streams: new Map(),
    tags: new Map(),
  };
  logs.groups.set(name, group);
  return group;
}

/** An empty stream, put into its group. */
export function addLogStream(group: LogGroup, name: string, clock: Clock): LogStream {
  const stream: LogStream = { name, createdAtMs: clock.now(), events: [] };
  group.streams.set(name, stream);
  return stream;
}

/** The events that can be read now, oldest first: written long enough ago, not yet expired. */
export function findReadableEvents(
  group: LogGroup,
  stream: LogStream,
  { nowMs, logsMs }: { nowMs: number; logsMs: number },
): LogEvent[] {
  const oldestMs = group.retentionDays === undefined ? 0 : nowMs - group.retentionDays * DAY_MS;
  return stream.events
    .filter((event) => event.ingestedAtMs + logsMs <= nowMs && event.timestampMs >= oldestMs)
    .sort((a, b) => a.timestampMs - b.timestampMs);
}

/** A page of the Describe operations, sorted by name; throws InvalidParameterException. */
export function toLogsPage<T>(
  items: Iterable<T>,
  toKey: (item: T) => string,
  { limit = 50, nextToken }: { limit?: number | undefined; nextToken?: string | undefined },
): Page<T> {
  return toPage({
    items: sortByKey(items, toKey),
    max: limit,
    marker: nextToken,
    toKey,
    invalidMarker: invalidToken,
  });
}

/** An InvalidParameterException fault. */
export function invalidParameter(message: string): Error {
  return fault('InvalidParameterException', message);
}

/** What CloudWatch Logs says of a token that it did not give. */
export function invalidToken(): Error {
  return invalidParameter('The specified nextToken is invalid.');
}
