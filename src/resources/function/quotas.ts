import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { findQuota } from '../../aws/quotas.js';
import type { Check } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import { judgeQuota } from '../shared/quota.js';

/** A function needs one environment at least that others have not reserved. */
export const lambdaQuotas: Check<ReadContext> = {
  name: 'quotas-lambda',
  async run({ aws }) {
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
