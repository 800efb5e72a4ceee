import type { Account } from '../account.js';
import type { Clock } from '../clock.js';
import type { LogsState } from '../state/logs.js';
import { addLogGroup } from './logs-resources.js';
import { addLogStream, storeEvents } from './logs-storage.js';

/** Lines that a service writes by itself, without a call. */
export interface LogLines {
  /** The region's. */
  readonly state: LogsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  readonly messages: readonly string[];
}

/** Writes lines now; a group or a stream that is missing is made: whether the writer may, is its to ask. */
export function appendLogEvents(lines: LogLines): void {
  const { state, clock, messages } = lines;
  const nowMs = clock.now();
  const group = state.groups.get(lines.group) ?? addLogGroup(state, lines.group, lines);
  const stream = group.streams.get(lines.stream) ?? addLogStream(group, lines.stream, nowMs);
  const written = messages.map((message) => ({ timestampMs: nowMs, message }));
  storeEvents(stream, written, { group, nowMs });
}
