import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';

/** Enough for throttling and for faults that come in series. */
const MAX_ATTEMPTS = 10;
/** A wrong endpoint or no network does not mend itself: say so soon. */
const MAX_ATTEMPTS_UNREACHABLE = 3;
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Client options for retries: ours, unless the user chose with AWS_MAX_ATTEMPTS or AWS_RETRY_MODE. */
export function createRetryStrategy(env: Readonly<Record<string, string | undefined>>): {
  retryStrategy?: StandardRetryStrategy;
} {
  if (env['AWS_MAX_ATTEMPTS'] || env['AWS_RETRY_MODE']) return {};
  return { retryStrategy: new PatientRetryStrategy(MAX_ATTEMPTS) };
}

class PatientRetryStrategy extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const code = (info.error as NodeJS.ErrnoException | undefined)?.code ?? '';
    if (UNREACHABLE.includes(code) && token.getRetryCount() + 1 >= MAX_ATTEMPTS_UNREACHABLE) {
      throw info.error;
    }
    return super.refreshRetryTokenForRetry(token, info);
  }
}
