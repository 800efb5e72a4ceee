import { findRole } from '../../aws/iam-reads.js';
import type { Check } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';

const ROLE = 'AWSServiceRoleForElastiCache';

/** ElastiCache's own role: AWS makes it with the first cache of an account, where the caller may. */
export const serviceLinkedRole: Check<ReadContext> = {
  name: 'service-linked-role',
  async run({ aws }) {
    if (await findRole(aws, ROLE)) return { state: 'ok', message: `${ROLE} exists.` };
    return {
      state: 'warning',
      message: `${ROLE} does not exist yet: AWS makes it with the account's first cache.`,
      remedy:
        'If `up` fails for it: `aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com`.',
    };
  },
};
