import type { Clock } from '../state/clock.js';
import { findReadableEnd } from '../state/log-storage.js';
import type { Pace } from '../state/pace.js';
import type { AwsState } from '../state/state.js';
import type { Activity } from './activity.js';
import type { FunctionLog, InvocationDetail, LoginDetail } from './documents.js';

export interface DetailSource {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly activity: Activity;
}

/** The newest lines of a function's log that a page shows. */
const MAX_LINES = 200;
const MAX_LINE = 4_000;

/**
 * Returns what a page only gets when a person asks for it: `login` (a token), `invocation` (payload, answer, log) and
 * `log` (a function's log). Undefined: the endpoint no longer has it.
 */
export function findDetail(
  name: string,
  query: URLSearchParams,
  source: DetailSource,
): LoginDetail | InvocationDetail | FunctionLog | undefined {
  const number = Number(query.get('number'));
  if (name === 'login') return findToken(source.activity, number);
  if (name === 'invocation') return findInvocation(source.activity, number);
  if (name !== 'log') return undefined;
  return findLog(source, query.get('region') ?? '', query.get('function') ?? '');
}

function findToken({ logins }: Activity, number: number): LoginDetail | undefined {
  const token = logins.find(number)?.token;
  return token === undefined ? undefined : { token };
}

function findInvocation({ invocations }: Activity, number: number): InvocationDetail | undefined {
  const found = invocations.find(number);
  if (!found) return undefined;
  const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  const { payload, result } = found;
  return {
    payload: toText(payload),
    answer: result ? toText(result.payload) : null,
    log: result?.log ?? '',
  };
}

/** Shows only lines that a caller of CloudWatch Logs could read now. */
function findLog(
  { aws, clock, pace }: DetailSource,
  region: string,
  name: string,
): FunctionLog | undefined {
  const state = aws.regions.get(region);
  const fn = state?.lambda.functions.get(name);
  if (!fn || !state) return undefined;
  const events = state.logs.groups.get(fn.logGroup)?.events;
  if (!events) return { lines: [] };
  const end = findReadableEnd(events, { nowMs: clock.now(), logsMs: pace.logsMs });
  const start = Math.max(events.start, end - MAX_LINES);
  const lines = Array.from({ length: Math.max(0, end - start) }, (_, index) =>
    events.at(start + index),
  );
  return {
    lines: lines
      .filter((event) => event !== undefined)
      .map(({ timestampMs, message }) => ({
        atMs: timestampMs,
        text: message.trimEnd().slice(0, MAX_LINE),
      })),
  };
}
