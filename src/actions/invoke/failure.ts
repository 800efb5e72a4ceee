import type { RoundTrip } from '../../aws/invocation-log.js';
import { toErrorType } from '../../aws/invoke.js';
import { LabError } from '../../errors.js';
import { TOKEN_REFUSED_ERROR_TYPE } from '../../iam-auth/index.js';
import type { Session } from '../../session/session.js';

/** The parts of an invocation that show whether the lab works. */
export interface Outcome {
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly roundTrip: RoundTrip | null;
}

const REFUSED_HINT = {
  text: 'Run {command}: it shows which rule of the set-up fails, and how to fix it. A new policy may need a few more minutes.',
  command: ['explain'],
};

/** Returns the failure of an invocation. The proof function also fails if the value did not come back from the cache. */
export function findFailure(
  { config, subject }: Pick<Session, 'config' | 'subject'>,
  outcome: Outcome,
): LabError | undefined {
  const resource = `function/${config.names.function}`;
  const { functionError, payload, roundTrip } = outcome;
  if (functionError !== null) {
    const { errorMessage = '' } = (payload ?? {}) as Record<string, string>;
    const errorType = toErrorType(payload) ?? 'Error';
    const isTimeout = /Task timed out/.test(errorMessage) || errorType === 'Sandbox.Timedout';
    const message = `The function failed: ${errorType}: ${errorMessage}`;
    return new LabError(isTimeout ? 'FUNCTION_TIMEOUT' : 'FUNCTION_FAILED', message, {
      resource,
      result: outcome,
      hint: errorType === TOKEN_REFUSED_ERROR_TYPE ? REFUSED_HINT : undefined,
    });
  }
  if (subject !== 'proof') return undefined;
  if (roundTrip && roundTrip.inserted === roundTrip.fetched) return undefined;
  return new LabError(
    'ROUND_TRIP_FAILED',
    'The function answered, but its log does not show that the value came back from the cache.',
    { resource, result: outcome },
  );
}
