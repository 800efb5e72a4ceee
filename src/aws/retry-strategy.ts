import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { isStranger, isUnreachable } from './errors.js';

/** Enough for throttling and for faults that come in series. */
const MAX_ATTEMPTS = 10;
/** No network and a wrong endpoint do not change by themselves: say so soon. */
const MAX_ATTEMPTS_UNREACHABLE = 3;
/** A server that is not AWS stays what it is, but a load balancer's page may be AWS's for a moment. */
const MAX_ATTEMPTS_STRANGER = 5;

/**
 * What the SDK would take for throttling or for a server's fault, by HTTP status or name, and is not.
 * Quotas do not grow by calling again; what Lambda says of a function that is not ready yet passes only
 * after minutes, and those who call it wait themselves (AWS-FACTS sections 6 and 9); what is wrong with a
 * function Lambda says with status 502.
 */
const NOT_FOR_THE_SDK = [
  'LimitExceededException',
  'LimitExceeded',
  'ENILimitReachedException',
  'SubnetIPAddressLimitReachedException',
  'ResourceNotReadyException',
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

/** What AWS answers to a request whose date is wrong; the SDK signs the next one with AWS's date. */
const WRONG_DATE = [
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'AuthFailure',
];

/** Client options for retries: ours, with the user's AWS_MAX_ATTEMPTS; the SDK's where AWS_RETRY_MODE asks for it. */
export function createRetryStrategy(env: Readonly<Record<string, string | undefined>>): {
  retryStrategy?: StandardRetryStrategy;
  maxAttempts?: number;
} {
  const chosen = env['AWS_MAX_ATTEMPTS'];
  const mode = env['AWS_RETRY_MODE']?.toLowerCase() || 'standard';
  if (mode !== 'standard') return chosen ? {} : { maxAttempts: MAX_ATTEMPTS };
  const maxAttempts = chosen ? Number(chosen) : MAX_ATTEMPTS;
  // The SDK itself says what is wrong with the setting.
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
 * On a machine whose clock is 4 minutes wrong, the SDK (@aws-sdk/core 3.981) marks every error as one of
 * the clock, "not found" included, and would try each of them ten times.
 */
function isTakenForSkew({ error, errorType }: RetryErrorInfo): boolean {
  const { name, $metadata } = (error ?? {}) as {
    name?: string;
    $metadata?: { clockSkewCorrected?: boolean; httpStatusCode?: number };
  };
  if (!$metadata?.clockSkewCorrected || errorType === 'THROTTLING') return false;
  return ($metadata.httpStatusCode ?? 500) < 500 && !WRONG_DATE.includes(name ?? '');
}
