import type { LogGroup, LogStream, LogsState } from '../../state/logs.js';
import { fault } from '../../wire/fault.js';
import { type Page, sortByKey, toPage } from '../page.js';

/** Finds the group by name or ARN. Throws ResourceNotFoundException. */
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

/** Finds the stream by name. Throws ResourceNotFoundException. */
export function requireLogStream(group: LogGroup, name: string | undefined): LogStream {
  const stream = group.streams.get(name ?? '');
  if (!stream) {
    throw fault('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  return stream;
}

/** Cuts a page of a Describe operation, sorted by name. Throws InvalidParameterException. */
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

/** Creates an InvalidParameterException fault. */
export function invalidParameter(message: string): Error {
  return fault('InvalidParameterException', message);
}

/** Creates the error for a token that CloudWatch Logs did not issue. */
export function invalidToken(): Error {
  return invalidParameter('The specified nextToken is invalid.');
}
