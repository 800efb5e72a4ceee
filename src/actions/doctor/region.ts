import type { Check } from '../../resources/shared/check.js';
import type { Session } from '../../session/session.js';

/** The partitions of regions with these prefixes (AWS General Reference, "AWS service endpoints"). */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** Shows the region, and checks that the credentials belong to its partition. */
export const region: Check<Session> = {
  name: 'region',
  async run({ region: name, identity }) {
    const expected = PARTITIONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'aws';
    const message = `${name}; partition ${identity.partition}.`;
    if (expected === identity.partition) return { state: 'ok', message };
    return {
      state: 'failed',
      message: `${message} The region is in another partition (${expected}) than the credentials.`,
      remedy: 'Choose another region with --region, or other credentials with --profile.',
    };
  },
};
