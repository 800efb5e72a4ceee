import type * as api from '@aws-sdk/client-cloudwatch-logs';
import { storeEvents, toEventBytes } from '../../state/log-storage.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidParameter, requireLogGroup, requireLogStream } from './resources.js';

const HOUR_MS = 3_600_000;
/** Quotas of PutLogEvents (API reference). */
const MAX_BATCH_BYTES = 1_048_576;
const MAX_AGE_MS = 14 * 24 * HOUR_MS;
const MAX_AHEAD_MS = 2 * HOUR_MS;

/** Writes events. Ignores sequence tokens, as AWS has done since 2023. */
export function putLogEvents(
  input: api.PutLogEventsRequest,
  { state, clock }: OperationContext,
): api.PutLogEventsResponse {
  const group = requireLogGroup(state.logs, { logGroupName: input.logGroupName ?? '' });
  const stream = requireLogStream(group, input.logStreamName);
  const events = input.logEvents ?? [];
  assertBatch(events);
  const nowMs = clock.now();
  const retentionMs = (group.retentionDays ?? Number.POSITIVE_INFINITY) * 24 * HOUR_MS;
  const isExpired = ({ timestamp = 0 }: api.InputLogEvent): boolean =>
    timestamp < nowMs - retentionMs;
  const isTooOld = ({ timestamp = 0 }: api.InputLogEvent): boolean =>
    timestamp < nowMs - MAX_AGE_MS;
  const isTooNew = ({ timestamp = 0 }: api.InputLogEvent): boolean =>
    timestamp > nowMs + MAX_AHEAD_MS;
  const accepted = events.filter(
    (event) => !isExpired(event) && !isTooOld(event) && !isTooNew(event),
  );
  const lines = accepted.map(({ timestamp = 0, message = '' }) => {
    return { timestampMs: timestamp, message };
  });
  storeEvents(stream, lines, { logs: state.logs, group, nowMs });
  // Events are in order of time, so all rejected ones are at the start or the end. AWS answers with their
  // borders.
  const rejected: api.RejectedLogEventsInfo = {
    ...toEnd('expiredLogEventEndIndex', events.filter(isExpired).length),
    ...toEnd('tooOldLogEventEndIndex', events.filter(isTooOld).length),
    ...(events.some(isTooNew) && { tooNewLogEventStartIndex: events.findIndex(isTooNew) }),
  };
  return {
    nextSequenceToken: String(stream.events.end).padStart(56, '0'),
    ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
  };
}

function assertBatch(events: readonly api.InputLogEvent[]): void {
  let bytes = 0;
  let lastMs = 0;
  for (const { timestamp = 0, message = '' } of events) {
    if (timestamp < lastMs) {
      throw invalidParameter(
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    lastMs = timestamp;
    bytes += toEventBytes(message);
  }
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  const spanMs = lastMs - (events[0]?.timestamp ?? lastMs);
  if (spanMs > 24 * HOUR_MS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

function toEnd(name: keyof api.RejectedLogEventsInfo, count: number): api.RejectedLogEventsInfo {
  return count > 0 ? { [name]: count } : {};
}
