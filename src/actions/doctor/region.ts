import type { Check } from '../../resources/shared/check.js';
import type { Session } from '../../session/session.js';

/** The partition of a region by its name (AWS General Reference, "AWS service endpoints"). */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
];

/** Where the lab is, and that the credentials are of the same partition. */
export const region: Check<Session> = {
  name: 'region',
  async run({ region: name, identity, target }) {
    const expected = PARTITIONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'aws';
    const source = target.isDefaultRegion ? ', because none is set' : '';
    const message = `${name}${source}; partition ${identity.partition}.`;
    if (expected === identity.partition) return { state: 'ok', message };
    return {
      state: 'failed',
      message: `${message} The credentials are not of the region's partition (${expected}).`,
      remedy: 'Choose another region with --region, or other credentials with --profile.',
    };
  },
};
