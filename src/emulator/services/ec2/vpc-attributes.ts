import type * as api from '@aws-sdk/client-ec2';
import type { OperationContext } from '../../wire/operation.js';
import { requireById, VPC_ERROR } from './lists.js';

/** Returns one attribute of a VPC. The request names it. */
export function describeVpcAttribute(
  { Attribute: name, VpcId: id = '' }: api.DescribeVpcAttributeRequest,
  { state }: OperationContext,
): api.DescribeVpcAttributeResult {
  const vpc = requireById(state.ec2.vpcs, id, VPC_ERROR);
  const { attributes } = vpc;
  if (name === 'enableDnsSupport') {
    return { VpcId: id, EnableDnsSupport: { Value: attributes?.enableDnsSupport ?? true } };
  }
  if (name === 'enableDnsHostnames') {
    // AWS turns host names on in default VPCs only (F8.4).
    return {
      VpcId: id,
      EnableDnsHostnames: { Value: attributes?.enableDnsHostnames ?? vpc.isDefault },
    };
  }
  return {
    VpcId: id,
    EnableNetworkAddressUsageMetrics: {
      Value: attributes?.enableNetworkAddressUsageMetrics ?? false,
    },
  };
}
