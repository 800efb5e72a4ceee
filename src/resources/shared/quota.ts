import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import type { AwsClients } from '../../aws/clients.js';
import { findQuota, type Quota, toQuotaRequest } from '../../aws/quotas.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';
import type { Check, Said } from './check.js';
import type { ReadContext } from './define.js';

/** What is used of a quota, and how much it is. */
interface Usage {
  readonly quota: Quota | undefined;
  readonly used: number;
  readonly limit: number;
  /** Whether AWS itself told the limit: else it is the default, and this account's may be higher. */
  readonly isTold: boolean;
  /** What `up` adds at most. */
  readonly needed: number;
}

/** From 80 % on a quota is worth a line. Nobody can tell whether a default one really ends there. */
export function judgeQuota({ quota, used, limit, needed, isTold }: Usage): Said {
  const source = isTold ? '' : " (AWS's default; the account's may be higher)";
  const message = `${quota?.name} (${quota?.code}): ${used} of ${limit}${source}.`;
  const remedy = quota && toQuotaRequest(quota);
  if (used + needed > limit) return { state: isTold ? 'failed' : 'warning', message, remedy };
  if (used >= 0.8 * limit) return { state: 'warning', message, remedy };
  return { state: 'ok', message };
}

interface ElastiCacheQuota {
  /** The error that AWS answers when it is used up. */
  readonly error: string;
  /** ElastiCache tells no quotas: AWS's default. */
  readonly limit: number;
  readonly needed: number;
  listPages(aws: AwsClients): AsyncIterable<readonly unknown[] | undefined>;
}

/** A check of one of ElastiCache's quotas. */
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

/** A check of one of IAM's quotas. IAM tells what is used and what the account's quotas are. */
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
