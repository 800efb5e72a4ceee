import type { InvocationReport, RoundTrip } from '../../aws/invocation-log.js';

/** One invocation as in JSON documents. */
export interface InvokeResult {
  readonly statusCode: number;
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly log: readonly string[];
  readonly report: InvocationReport | null;
  readonly roundTrip: RoundTrip | null;
}
