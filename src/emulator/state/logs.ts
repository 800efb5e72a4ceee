export interface LogEvent {
  readonly timestampMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAtMs: number;
  readonly events: LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` that some answers add. */
  readonly arn: string;
  readonly createdAtMs: number;
  retentionDays?: number | undefined;
  readonly streams: Map<string, LogStream>;
  readonly tags: Map<string, string>;
}

export interface LogsState {
  readonly groups: Map<string, LogGroup>;
}

export function createLogsState(): LogsState {
  return { groups: new Map() };
}
