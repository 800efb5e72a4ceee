import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../aws/clients.js';
import { findQuota, type Quota, toQuotaRequest } from '../../aws/quotas.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';
import type { Check, Said } from './check.js';
import type { ReadContext } from './define.js';

/** The use of a quota. */
interface Usage {
  readonly quota: Quota | undefined;
  readonly used: number;
  readonly limit: number;
  /** Whether AWS returned the limit. If not, it is AWS's default, and the account's may be higher. */
  readonly isTold: boolean;
  /** The most that `up` adds. */
  readonly needed: number;
}

/** Judges a quota: a warning from 80 % on. A default limit that is used up is only a warning, too, because the account's may be higher. */
export function judgeQuota({ quota, used, limit, needed, isTold }: Usage): Said {
  const source = isTold ? '' : " (AWS's default; the account's may be higher)";
  const message = `${quota?.name} (${quota?.code}): ${used} of ${limit}${source}.`;
  const remedy = quota && toQuotaRequest(quota);
  if (used + needed > limit) return { state: isTold ? 'failed' : 'warning', message, remedy };
  if (used >= 0.8 * limit) return { state: 'warning', message, remedy };
  return { state: 'ok', message };
}

interface ElastiCacheQuota {
  /** AWS's error when the quota is used up. */
  readonly error: string;
  /** AWS's default: ElastiCache has no call that returns quotas (F1.10). */
  readonly limit: number;
  readonly needed: number;
  listPages(aws: AwsClients): AsyncIterable<readonly unknown[] | undefined>;
}

/** Creates a check of one of ElastiCache's quotas. */
export function checkElastiCacheQuota(given: ElastiCacheQuota): Check<ReadContext> {
  const { error, limit, needed, listPages } = given;
  return {
    name: 'quotas-elasticache',
    async run({ aws }) {
      let used = 0;
      for await (const items of listPages(aws)) used += items?.length ?? 0;
      return judgeQuota({ quota: findQuota(error), used, limit, needed, isTold: false });
    },
  };
}

const readAccountSummary = shareRead(async ({ aws }: Session) => {
  const client = await aws.iam();
  return (await client.send(new GetAccountSummaryCommand({}))).SummaryMap ?? {};
});

/** Creates a check of one of IAM's quotas. IAM returns the account's use and quotas. */
export function checkIamQuota(name: 'Roles' | 'Policies'): Check<ReadContext> {
  return {
    name: 'quotas-iam',
    async run(ctx) {
      const summary = await readAccountSummary(ctx);
      return judgeQuota({
        quota: findQuota('LimitExceeded', `${name}PerAccount`),
        used: summary[name] ?? 0,
        limit: summary[`${name}Quota`] ?? Number.POSITIVE_INFINITY,
        needed: 1,
        isTold: true,
      });
    },
  };
}
