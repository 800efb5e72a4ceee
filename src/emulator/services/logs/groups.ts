import type * as api from '@aws-sdk/client-cloudwatch-logs';
import {
  addLogGroup,
  dropExpired,
  findReadableEnd,
  type Readability,
  toEventBytes,
} from '../../state/log-storage.js';
import type { LogGroup } from '../../state/logs.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidParameter, requireLogGroup, toLogsPage } from './resources.js';
import { addTags } from './tags.js';

/** API reference, PutRetentionPolicy. */
const RETENTION_DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557],
  ...[2922, 3288, 3653],
];

/** Creates an empty group without retention. Throws ResourceAlreadyExistsException. */
export function createLogGroup(
  input: api.CreateLogGroupRequest,
  context: OperationContext,
): undefined {
  const { logs } = context.state;
  const {
    logGroupName = '',
    tags = {},
    kmsKeyId,
    logGroupClass,
    deletionProtectionEnabled,
  } = input;
  if (kmsKeyId !== undefined || deletionProtectionEnabled) {
    throw invalidParameter('Keys and deletion protection of log groups are not served here.');
  }
  if ((logGroupClass ?? 'STANDARD') !== 'STANDARD') {
    throw invalidParameter(`Log groups of class ${logGroupClass} are not served here.`);
  }
  if (logs.groups.has(logGroupName)) {
    throw fault('ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  const checkedTags = new Map<string, string>();
  addTags(checkedTags, tags, logGroupName);
  const group = addLogGroup(logs, logGroupName, context);
  for (const [key, value] of checkedTags) group.tags.set(key, value);
}

/** Deletes a group with all its events. */
export function deleteLogGroup(
  input: api.DeleteLogGroupRequest,
  { state }: OperationContext,
): undefined {
  state.logs.groups.delete(requireLogGroup(state.logs, input).name);
}

/** Lists groups by prefix, or by a part of their name in any case. */
export function describeLogGroups(
  input: api.DescribeLogGroupsRequest,
  { state, clock, pace }: OperationContext,
): api.DescribeLogGroupsResponse {
  const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers } = input;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const pattern = logGroupNamePattern?.toLowerCase() ?? '';
  const groups = [...state.logs.groups.values()].filter(({ name, arn }) => {
    if (logGroupIdentifiers && !logGroupIdentifiers.some((id) => id === name || id === arn)) {
      return false;
    }
    return name.startsWith(logGroupNamePrefix ?? '') && name.toLowerCase().includes(pattern);
  });
  const shown = input.logGroupClass && input.logGroupClass !== 'STANDARD' ? [] : groups;
  const { items, next } = toLogsPage(shown, ({ name }) => name, input);
  const readability = { nowMs: clock.now(), logsMs: pace.logsMs };
  const logGroups = items.map((group) => toLogGroupShape(group, readability));
  return next === undefined ? { logGroups } : { logGroups, nextToken: next };
}

/** Sets the number of days after which events expire. */
export function putRetentionPolicy(
  input: api.PutRetentionPolicyRequest,
  { state }: OperationContext,
): undefined {
  const group = requireLogGroup(state.logs, { logGroupName: input.logGroupName ?? '' });
  const days = input.retentionInDays ?? 0;
  if (!RETENTION_DAYS.includes(days)) {
    throw invalidParameter(
      `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
    );
  }
  group.retentionDays = days;
}

/** Removes the retention: events no longer expire. */
export function deleteRetentionPolicy(
  input: api.DeleteRetentionPolicyRequest,
  { state }: OperationContext,
): undefined {
  requireLogGroup(state.logs, input).retentionDays = undefined;
}

function toLogGroupShape(group: LogGroup, readability: Readability): api.LogGroup {
  dropExpired(group, readability.nowMs);
  const { events } = group;
  let storedBytes = group.storedBytes;
  for (let at = findReadableEnd(events, readability); at < events.end; at++) {
    storedBytes -= toEventBytes(events.at(at)?.message ?? '');
  }
  return {
    logGroupName: group.name,
    creationTime: group.createdAtMs,
    ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn: group.arn,
  };
}
