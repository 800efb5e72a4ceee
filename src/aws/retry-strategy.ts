import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { isStranger, isUnreachable } from './errors.js';

/** Enough for throttling and for several server errors in a row. */
const MAX_ATTEMPTS = 10;
/** A missing network and a wrong endpoint do not go away, so the user should see the error early. */
const MAX_ATTEMPTS_UNREACHABLE = 3;
/** A server that is not AWS does not go away either, but AWS's own load balancer can answer with a page for a moment. */
const MAX_ATTEMPTS_STRANGER = 5;

/**
 * Errors that the SDK would retry because of their name or HTTP status, but should not. A quota does not grow (F9.3).
 * Lambda's errors about a function with status 502 last for minutes (F6.13), and the callers of this program wait for
 * them on their own.
 */
const NOT_FOR_THE_SDK = [
  'LimitExceededException',
  'LimitExceeded',
  'ENILimitReachedException',
  'SubnetIPAddressLimitReachedException',
  'ResourceNotReadyException',
  'ENINotReadyException',
  'EC2AccessDeniedException',
  'EC2ThrottledException',
  'EC2UnexpectedException',
  'InvalidRuntimeException',
  'InvalidSecurityGroupIDException',
  'InvalidSubnetIDException',
  'InvalidZipFileException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
];

/** Errors of requests with a wrong date (F7.10). The SDK signs the next request with AWS's date. */
const WRONG_DATE = [
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'AuthFailure',
];

/** Returns the client options for retries. AWS_MAX_ATTEMPTS is honoured; another AWS_RETRY_MODE than `standard` gets the SDK's own strategy. */
export function createRetryStrategy(env: Readonly<Record<string, string | undefined>>): {
  retryStrategy?: StandardRetryStrategy;
  maxAttempts?: number;
} {
  const chosen = env['AWS_MAX_ATTEMPTS'];
  const mode = env['AWS_RETRY_MODE']?.toLowerCase() || 'standard';
  if (mode !== 'standard') return chosen ? {} : { maxAttempts: MAX_ATTEMPTS };
  const maxAttempts = chosen ? Number(chosen) : MAX_ATTEMPTS;
  // The SDK itself reports a wrong setting.
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) return {};
  return { retryStrategy: new PatientRetryStrategy(maxAttempts) };
}

class PatientRetryStrategy extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const { name = '' } = (info.error ?? {}) as Error;
    if (NOT_FOR_THE_SDK.includes(name) || isTakenForSkew(info)) throw info.error;
    const attempts = token.getRetryCount() + 1;
    if (attempts >= MAX_ATTEMPTS_UNREACHABLE && isUnreachable(info.error)) throw info.error;
    if (attempts >= MAX_ATTEMPTS_STRANGER && isStranger(info.error)) throw info.error;
    return super.refreshRetryTokenForRetry(token, info);
  }
}

/**
 * Whether the SDK blames the clock for another error. On a machine whose clock is 4 minutes wrong, the SDK (@aws-sdk/core
 * 3.981) marks every error as a clock error, even "not found", and would try each of them ten times.
 */
function isTakenForSkew({ error, errorType }: RetryErrorInfo): boolean {
  const { name, $metadata } = (error ?? {}) as {
    name?: string;
    $metadata?: { clockSkewCorrected?: boolean; httpStatusCode?: number };
  };
  if (!$metadata?.clockSkewCorrected || errorType === 'THROTTLING') return false;
  return ($metadata.httpStatusCode ?? 500) < 500 && !WRONG_DATE.includes(name ?? '');
}
