import { arns } from '../shared/arns.js';
import { defineLookup } from '../shared/define.js';
import { networkCheck } from './check.js';
import { findNetwork } from './find.js';

/** The function's network. */
export const network = defineLookup({
  find: findNetwork,
  permissions: [
    {
      sid: 'Network',
      service: 'ec2',
      actions: ['DescribeVpcs', 'DescribeSubnets', 'DescribeSecurityGroups'],
      on: [arns.anything],
    },
    {
      sid: 'NetworkNames',
      service: 'ec2',
      actions: ['DescribeVpcAttribute'],
      on: [arns.anything],
      without: '`doctor` does not check the DNS settings of the VPC',
    },
  ],
  checks: [networkCheck],
});
