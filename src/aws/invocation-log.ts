/** Lambda's own figures of one invocation, from the log's REPORT line. */
export interface InvocationReport {
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly maxMemoryUsedMb: number | null;
}

/** What the handler wrote and read back. */
export interface RoundTrip {
  readonly inserted: string;
  readonly fetched: string;
}

/** The figures of the REPORT line; null when the log has none. */
export function findReport(log: readonly string[]): InvocationReport | null {
  const line = log.find((one) => one.includes('REPORT RequestId:'));
  if (!line) return null;
  const read = (label: string) => {
    const match = new RegExp(`(?:^|\\t| )${label}: ([\\d.]+)`).exec(line);
    return match ? Number(match[1]) : null;
  };
  return {
    durationMs: read('(?<!Billed |Init )Duration'),
    initDurationMs: read('Init Duration'),
    billedDurationMs: read('Billed Duration'),
    maxMemoryUsedMb: read('Max Memory Used'),
  };
}

/** The handler's success line, which Lambda may put a time and a level before. */
export function findRoundTrip(log: readonly string[]): RoundTrip | null {
  for (const line of log) {
    const match = /Success: Inserted (\S+)\. Fetched (\S+) from Valkey\./.exec(line);
    if (match?.[1] && match[2]) return { inserted: match[1], fetched: match[2] };
  }
  return null;
}
