import { randomBytes } from 'node:crypto';
import { decide } from '../../iam/evaluate.js';
import type { Account } from '../../state/account.js';
import type { Clock } from '../../state/clock.js';
import type { Principal } from '../../state/credentials.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { appendLogEvents } from '../../state/log-storage.js';
import type { AwsState } from '../../state/state.js';

export interface LogStreamOptions {
  readonly fn: LambdaFunction;
  /** The session of the execution role, with which Lambda writes logs. */
  readonly principal: Principal;
  readonly aws: AwsState;
  readonly account: Account;
  readonly clock: Clock;
}

/** The log stream of one environment. */
export interface EnvironmentLogStream {
  readonly name: string;
  /** The unique part of the name: 32 hexadecimal digits. */
  readonly id: string;
  write(message: string): void;
  /** Sends the batch of written events. */
  flush(): void;
}

/**
 * Creates a stream in CloudWatch Logs with a name in Lambda's form. If the role lacks permissions, it drops
 * lines silently, as on AWS.
 */
export function createLogStream({
  fn,
  principal,
  aws,
  account,
  clock,
}: LogStreamOptions): EnvironmentLogStream {
  const id = randomBytes(16).toString('hex');
  const name = toStreamName(fn, { id, nowMs: clock.now() });
  const state = aws.region(fn.region);
  let messages: string[] = [];
  let isScheduled = false;

  const may = (action: string, stream: string): boolean =>
    decide({
      aws,
      principal,
      action: `logs:${action}`,
      resources: [account.arn('logs', fn.region, `log-group:${fn.logGroup}:log-stream:${stream}`)],
      nowMs: clock.now(),
    }).allowed;
  const mayWrite = (): boolean => {
    const group = state.logs.groups.get(fn.logGroup);
    if (!group && !may('CreateLogGroup', '')) return false;
    if (!group?.streams.has(name) && !may('CreateLogStream', name)) return false;
    return may('PutLogEvents', name);
  };

  const flush = (): void => {
    isScheduled = false;
    if (messages.length === 0) return;
    const batch = messages;
    messages = [];
    if (!mayWrite()) return;
    appendLogEvents({
      state: state.logs,
      account,
      clock,
      region: fn.region,
      group: fn.logGroup,
      stream: name,
      messages: batch,
    });
  };
  return {
    name,
    id,
    flush,
    write(message) {
      messages.push(message);
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(flush);
    },
  };
}

/** Returns `2026/11/23/[$LATEST]<id>`, with the function's name in a group that functions share. */
function toStreamName(fn: LambdaFunction, { id, nowMs }: { id: string; nowMs: number }): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const owner = fn.logGroup === `/aws/lambda/${fn.name}` ? '' : fn.name;
  return `${day}/${owner}[$LATEST]${id}`;
}
