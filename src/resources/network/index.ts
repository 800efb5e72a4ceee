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
      // Only `doctor` reads it.
      isOptional: true,
    },
  ],
  checks: [networkCheck],
});
