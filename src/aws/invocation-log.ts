/** Lambda's own figures for one invocation, from the REPORT line of the log. */
export interface InvocationReport {
  readonly durationMs: number | null;
  readonly initDurationMs: number | null;
  readonly billedDurationMs: number | null;
  readonly maxMemoryUsedMb: number | null;
}

/** The values that the handler wrote and read back. */
export interface RoundTrip {
  readonly inserted: string;
  readonly fetched: string;
}

const toFigure = (label: string) => new RegExp(`(?:^|\\t| )${label}: ([\\d.]+)`);
const DURATION = toFigure('(?<!Billed |Init )Duration');
const INIT_DURATION = toFigure('Init Duration');
const BILLED_DURATION = toFigure('Billed Duration');
const MAX_MEMORY_USED = toFigure('Max Memory Used');

/** Finds the figures of the REPORT line; null when the log has none. */
export function findReport(log: readonly string[]): InvocationReport | null {
  const line = log.find((one) => one.includes('REPORT RequestId:'));
  if (!line) return null;
  const read = (figure: RegExp) => {
    const match = figure.exec(line);
    return match ? Number(match[1]) : null;
  };
  return {
    durationMs: read(DURATION),
    initDurationMs: read(INIT_DURATION),
    billedDurationMs: read(BILLED_DURATION),
    maxMemoryUsedMb: read(MAX_MEMORY_USED),
  };
}

/** Finds the handler's success line. Lambda may put a time and a level before it. */
export function findRoundTrip(log: readonly string[]): RoundTrip | null {
  for (const line of log) {
    const match = /Success: Inserted (\S+)\. Fetched (\S+) from Valkey\./.exec(line);
    if (match?.[1] && match[2]) return { inserted: match[1], fetched: match[2] };
  }
  return null;
}

/** The handler's own measurements inside the function. */
export interface HandlerTimings {
  /** Whether this was the first invocation of its environment. */
  readonly cold: boolean;
  readonly connectMs: number;
  readonly setMs: number;
  readonly getMs: number;
}

/** Finds the handler's timings; null when the log has none, or when they are incomplete. */
export function findTimings(log: readonly string[]): HandlerTimings | null {
  for (const line of log) {
    const text = /\{"valkeyLab":.*\}/.exec(line)?.[0];
    if (text === undefined) continue;
    const { cold, connectMs, setMs, getMs } = parseTimings(text);
    const numbers = [connectMs, setMs, getMs];
    if (typeof cold !== 'boolean' || !numbers.every(Number.isFinite)) continue;
    return { cold, connectMs, setMs, getMs } as HandlerTimings;
  }
  return null;
}

function parseTimings(text: string): Partial<Record<keyof HandlerTimings, unknown>> {
  try {
    return JSON.parse(text).valkeyLab ?? {};
  } catch {
    return {};
  }
}
