import { findPartition } from '../../aws/partitions.js';
import type { Check } from '../../resources/shared/check.js';
import type { Session } from '../../session/session.js';

/** Shows the region, and checks that the credentials belong to its partition. */
export const region: Check<Session> = {
  name: 'region',
  async run({ region: name, identity }) {
    const expected = findPartition(name);
    const message = `${name}; partition ${identity.partition}.`;
    if (expected === identity.partition) return { state: 'ok', message };
    return {
      state: 'failed',
      message: `${message} The region is in another partition (${expected}) than the credentials.`,
      remedy: 'Choose another region with --region, or other credentials with --profile.',
    };
  },
};
