import type { EventKey, EventList } from './event-list.js';

export interface LogEvent extends EventKey {
  readonly ingestedAtMs: number;
  readonly message: string;
  readonly stream: LogStream;
}

export interface LogStream {
  readonly name: string;
  readonly createdAtMs: number;
  readonly events: EventList<LogEvent>;
  /** The time of the latest write. */
  ingestedAtMs?: number | undefined;
}

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` that some answers add. */
  readonly arn: string;
  readonly createdAtMs: number;
  retentionDays?: number | undefined;
  readonly streams: Map<string, LogStream>;
  /** The events of all streams. */
  readonly events: EventList<LogEvent>;
  /** Total size of the events, as AWS counts them. */
  storedBytes: number;
  /** What the events take in this process. */
  memoryBytes: number;
  /** The sequence number of the next event. */
  nextSequence: number;
  readonly tags: Map<string, string>;
}

export interface LogsState {
  readonly groups: Map<string, LogGroup>;
}

export function createLogsState(): LogsState {
  return { groups: new Map() };
}
