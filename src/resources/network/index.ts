import { arns } from '../shared/arns.js';
import { defineLookup } from '../shared/define.js';
import { networkCheck } from './check.js';
import { findNetwork } from './find.js';

/** Where the function runs. */
export const network = defineLookup({
  find: findNetwork,
  permissions: [
    {
      sid: 'Network',
      service: 'ec2',
      actions: ['DescribeVpcs', 'DescribeSubnets', 'DescribeSecurityGroups'],
      on: [arns.anything],
    },
  ],
  checks: [networkCheck],
});
