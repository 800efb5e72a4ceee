import { defineLookup } from '../shared/define.js';
import { listing } from '../shared/lab-permissions.js';
import { networkCheck } from './check.js';
import { findNetwork } from './find.js';

/** The function's network. */
export const network = defineLookup({
  find: findNetwork,
  permissions: [
    listing('ec2', ['DescribeVpcs', 'DescribeSubnets', 'DescribeSecurityGroups']),
    {
      ...listing('ec2', ['DescribeVpcAttribute']),
      without: '`doctor` does not check the DNS settings of the VPC',
    },
  ],
  checks: [networkCheck],
});
