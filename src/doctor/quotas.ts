import {
  paginateDescribeServerlessCaches,
  paginateDescribeUserGroups,
  paginateDescribeUsers,
} from '@aws-sdk/client-elasticache';
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { findQuota, type Quota, toQuotaRequest } from '../aws/quotas.js';
import type { AwsContext, Check, Said } from './check.js';

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

/** ElastiCache tells no quotas: AWS's defaults (AWS-FACTS section 1). */
export const elastiCacheQuotas: Check<AwsContext> = {
  name: 'quotas-elasticache',
  async run({ aws }): Promise<Said[]> {
    const client = await aws.elastiCache();
    const [caches, users, groups] = await Promise.all([
      count(paginateDescribeServerlessCaches({ client }, {}), (page) => page.ServerlessCaches),
      count(paginateDescribeUsers({ client }, {}), (page) => page.Users),
      count(paginateDescribeUserGroups({ client }, {}), (page) => page.UserGroups),
    ]);
    const usage = (error: string, used: number, limit: number, needed: number) =>
      judgeQuota({ quota: findQuota(error), used, limit, needed, isTold: false });
    return [
      usage('ServerlessCacheQuotaForCustomerExceededFault', caches, 40, 1),
      usage('UserQuotaExceededFault', users, 2000, 2),
      usage('UserGroupQuotaExceededFault', groups, 200, 1),
    ];
  },
};

/** IAM tells what is used and what the account's quotas are. */
export const iamQuotas: Check<AwsContext> = {
  name: 'quotas-iam',
  async run({ aws }): Promise<Said[]> {
    const client = await aws.iam();
    const { SummaryMap = {} } = await client.send(new GetAccountSummaryCommand({}));
    const usage = (error: string, name: 'Roles' | 'Policies') =>
      judgeQuota({
        quota: findQuota('LimitExceeded', error),
        used: SummaryMap[name] ?? 0,
        limit: SummaryMap[`${name}Quota`] ?? Number.POSITIVE_INFINITY,
        ...{ needed: 1, isTold: true },
      });
    return [usage('RolesPerAccount', 'Roles'), usage('PoliciesPerAccount', 'Policies')];
  },
};

/** A function needs one environment at least that others have not reserved. */
export const lambdaQuotas: Check<AwsContext> = {
  name: 'quotas-lambda',
  async run({ aws }): Promise<Said[]> {
    const client = await aws.lambda();
    const { AccountLimit, AccountUsage } = await client.send(new GetAccountSettingsCommand({}));
    const { UnreservedConcurrentExecutions: free = 0, TotalCodeSize: limit = 0 } =
      AccountLimit ?? {};
    const storage = judgeQuota({
      quota: findQuota('CodeStorageExceededException'),
      used: AccountUsage?.TotalCodeSize ?? 0,
      ...{ limit, needed: 1_000_000, isTold: true },
    });
    const message = `Concurrent executions: ${free} not reserved.`;
    if (free > 0) return [{ state: 'ok', message }, storage];
    const remedy =
      'Free some with `aws lambda delete-function-concurrency`: the function could not run.';
    return [{ state: 'failed', message, remedy }, storage];
  },
};

/** From 80 % on a quota is worth a line; whether a default one really ends there nobody can tell. */
export function judgeQuota({ quota, used, limit, needed, isTold }: Usage): Said {
  const source = isTold ? '' : " (AWS's default; the account's may be higher)";
  const message = `${quota?.name} (${quota?.code}): ${used} of ${limit}${source}.`;
  const remedy = quota && toQuotaRequest(quota);
  if (used + needed > limit) return { state: isTold ? 'failed' : 'warning', message, remedy };
  if (used >= 0.8 * limit) return { state: 'warning', message, remedy };
  return { state: 'ok', message };
}

async function count<Page>(
  pages: AsyncIterable<Page>,
  toItems: (page: Page) => readonly unknown[] | undefined,
): Promise<number> {
  let total = 0;
  for await (const page of pages) total += toItems(page)?.length ?? 0;
  return total;
}
