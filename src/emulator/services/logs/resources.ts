import type { LogGroup, LogStream, LogsState } from '../../state/logs.js';
import { fault } from '../../wire/fault.js';
import { type Page, sortByKey, toPage } from '../page.js';

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
