import { findReport, findRoundTrip } from '../../aws/invocation-log.js';
import type { Invocation } from '../../aws/invoke.js';
import type { Session } from '../../session/session.js';
import type { InvocationResult } from '../results.js';

/** Reads the log of an invocation. The lab knows the round trip of its own function only. */
export function toInvocationResult(
  { statusCode, functionError, payload, log }: Invocation,
  { subject }: Pick<Session, 'subject'>,
): InvocationResult {
  const report = findReport(log);
  const roundTrip = subject === 'proof' ? findRoundTrip(log) : null;
  return { statusCode, functionError, payload, log, report, roundTrip };
}
