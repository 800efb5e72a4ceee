import { defineLookup } from '../shared/define.js';
import { inVpc, listing } from '../shared/lab-permissions.js';
import { networkCheck } from './check.js';
import { findNetwork, type Network } from './find.js';

/** The function's network; undefined in a public lab, which has none. */
export const network = defineLookup({
  find: async (ctx): Promise<Network | undefined> =>
    ctx.config.topology === 'public' ? undefined : findNetwork(ctx),
  permissions: [
    inVpc(listing('ec2', ['DescribeVpcs', 'DescribeSubnets', 'DescribeSecurityGroups'])),
    inVpc({
      ...listing('ec2', ['DescribeVpcAttribute']),
      without: '`doctor` does not check the DNS settings of the VPC',
    }),
  ],
  checks: [networkCheck],
});
