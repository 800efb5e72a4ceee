import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { findQuota } from '../../aws/quotas.js';
import { arns } from '../shared/arns.js';
import type { Check } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import { changing, creating, inVpc, listing, reading } from '../shared/lab-permissions.js';
import type { Permission } from '../shared/permissions.js';
import { judgeQuota } from '../shared/quota.js';

const CHANGES = [
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'InvokeFunction',
  'DeleteFunction',
  'TagResource',
];

/** The permissions to create, invoke and delete the function. */
export const functionPermissions: readonly Permission[] = [
  {
    sid: 'PassRole',
    service: 'iam',
    actions: ['PassRole'],
    on: [arns.role],
    // IAM supports this condition for PassRole, but none on the role's tags (F10.3, F10.7).
    condition: () => ({ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }),
    isImplied: true,
  },
  creating('lambda', ['CreateFunction', 'TagResource'], [arns.anyFunction]),
  changing('lambda', CHANGES, [arns.anyFunction]),
  // GetFunction returns tags only to callers that may list them.
  reading('lambda', ['GetFunction', 'ListTags'], [arns.anyFunction]),
  inVpc({ ...listing('ec2', ['GetSecurityGroupsForVpc']), isImplied: true }),
];

/** Checks the code storage, and that at least one concurrent execution is left for the function. */
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
    const message = `Concurrent executions: ${free} unreserved.`;
    if (free > 0) return [{ state: 'ok', message }, storage];
    const remedy =
      'The function could not run. Free some with `aws lambda delete-function-concurrency`.';
    return [{ state: 'failed', message, remedy }, storage];
  },
};
