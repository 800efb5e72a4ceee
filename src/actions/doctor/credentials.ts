import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { LabError } from '../../errors.js';
import type { Said } from '../../resources/shared/check.js';
import type { AnonymousSession, Identity } from '../../session/session.js';

/** AWS refuses a signature whose date differs by more (F7.10). */
const REFUSED_SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 30_000;
/** The usual time limit of a command. */
const SHORT_LIFE_MS = 60 * 60_000;

/** Checks the credentials, how long they are valid, and the clock of this machine. */
export async function checkCredentials(
  ctx: AnonymousSession,
): Promise<{ identity: Identity; said: readonly Said[] }> {
  const client = await ctx.aws.sts();
  const command = new GetCallerIdentityCommand({});
  let date = '';
  // The Date header of the answer shows AWS's clock. The SDK's output has no headers, so a middleware reads it.
  (command.middlewareStack as MiddlewareStack<object, object>).add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string> };
      date = headers?.['date'] ?? '';
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const { Account: account, Arn: arn } = await client.send(command);
  const nowMs = Date.now();
  if (!account || !arn) throw new LabError('AWS_ERROR', 'STS answered without account and ARN.');
  const identity = { account, partition: arn.split(':')[1] ?? 'aws', arn };
  const { expiration } = await ctx.aws.access.credentials();
  return {
    identity,
    said: [
      { check: 'credentials', ...judgeLife(`${arn}, account ${account}`, expiration, nowMs) },
      { check: 'clock', ...judgeClock(Date.parse(date) - nowMs) },
    ],
  };
}

/** Judges how long the credentials are valid. */
export function judgeLife(who: string, expiration: Date | undefined, nowMs: number): Said {
  if (!expiration) return { state: 'ok', message: `${who}.` };
  const leftMs = expiration.getTime() - nowMs;
  const message = `${who}; valid for ${Math.max(0, Math.round(leftMs / 60_000))} more minutes.`;
  if (leftMs >= SHORT_LIFE_MS) return { state: 'ok', message };
  return {
    state: 'warning',
    message,
    remedy:
      'Renew them (`aws sso login`): on AWS, `up` can take 15 minutes, and `down` 10 minutes.',
  };
}

/** Judges the difference between this machine's clock and AWS's, which is known to the second. */
export function judgeClock(skewMs: number): Said {
  if (Number.isNaN(skewMs)) return { state: 'unknown', message: 'The answer of AWS has no date.' };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const message = `This machine's clock differs from AWS's by ${seconds} s.`;
  if (Math.abs(skewMs) < NOTABLE_SKEW_MS) return { state: 'ok', message };
  return {
    state: Math.abs(skewMs) < REFUSED_SKEW_MS ? 'warning' : 'failed',
    message,
    remedy:
      'Set the clock (`timedatectl set-ntp true`): AWS and the cache refuse signatures with a wrong date.',
  };
}
