import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { LabError } from '../../errors.js';
import type { Said } from '../../resources/shared/check.js';
import type { AnonymousSession, Identity } from '../../session/session.js';

/** AWS refuses a signature whose date is further off (IAM User Guide, "Signature Version 4"). */
const REFUSED_SKEW_MS = 5 * 60_000;
const NOTABLE_SKEW_MS = 30_000;
/** The usual time limit of a command. */
const SHORT_LIFE_MS = 60 * 60_000;

/** Who we are, for how long, and whether this machine's clock is AWS's. */
export async function checkCredentials(
  ctx: AnonymousSession,
): Promise<{ identity: Identity; said: readonly Said[] }> {
  const client = await ctx.aws.sts();
  const command = new GetCallerIdentityCommand({});
  let date = '';
  // The answer's Date header is AWS's clock; the SDK does not give headers otherwise.
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

/** How long the credentials last. */
export function judgeLife(who: string, expiration: Date | undefined, nowMs: number): Said {
  if (!expiration) return { state: 'ok', message: `${who}.` };
  const leftMs = expiration.getTime() - nowMs;
  const message = `${who}; valid for ${Math.max(0, Math.round(leftMs / 60_000))} more minutes.`;
  if (leftMs >= SHORT_LIFE_MS) return { state: 'ok', message };
  return {
    state: 'warning',
    message,
    remedy: 'Renew them (`aws sso login`): `up` can take AWS 15 minutes, `down` 25 and more.',
  };
}

/** How far this machine's clock is from AWS's; the header counts seconds only. */
export function judgeClock(skewMs: number): Said {
  if (Number.isNaN(skewMs)) return { state: 'unknown', message: 'AWS gave no date.' };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const message = `This machine's clock is ${seconds} s from AWS's.`;
  if (Math.abs(skewMs) < NOTABLE_SKEW_MS) return { state: 'ok', message };
  return {
    state: Math.abs(skewMs) < REFUSED_SKEW_MS ? 'warning' : 'failed',
    message,
    remedy:
      'Set the clock (`timedatectl set-ntp true`): AWS and the cache refuse what is signed with a wrong date.',
  };
}
