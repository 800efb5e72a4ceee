import { DescribeVpcAttributeCommand } from '@aws-sdk/client-ec2';
import { isAwsError } from '../../aws/errors.js';
import type { Said } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';

/** Checks that names of endpoints resolve in the VPC. The permission for this read is optional. */
export async function checkDns(ctx: ReadContext, vpcId: string): Promise<Said> {
  const client = await ctx.aws.ec2();
  const read = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    client.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }));
  try {
    const [support, names] = await Promise.all([
      read('enableDnsSupport'),
      read('enableDnsHostnames'),
    ]);
    const isOn = { support: support.EnableDnsSupport, names: names.EnableDnsHostnames };
    return judgeDns(vpcId, { support: isOn.support?.Value, names: isOn.names?.Value });
  } catch (error) {
    if (!isAwsError(error, 'UnauthorizedOperation', 'AccessDenied')) throw error;
    return { state: 'unknown', message: 'Not checked: you may not call ec2:DescribeVpcAttribute.' };
  }
}

/** Judges the DNS settings of a VPC. The endpoint of a cache needs both (F8.4). */
export function judgeDns(
  vpcId: string,
  { support, names }: { support: boolean | undefined; names: boolean | undefined },
): Said {
  const off = [
    ...(support === false ? ['enableDnsSupport'] : []),
    ...(names === false ? ['enableDnsHostnames'] : []),
  ];
  if (off.length === 0)
    return { state: 'ok', message: `${vpcId} resolves the names of endpoints.` };
  const commands = off.map(
    (name) =>
      `\`aws ec2 modify-vpc-attribute --vpc-id ${vpcId} --${name === 'enableDnsSupport' ? 'enable-dns-support' : 'enable-dns-hostnames'}\``,
  );
  return {
    // Without DNS support no name resolves. Without host names, only those of private endpoints may be missing.
    state: support === false ? 'failed' : 'warning',
    message: `${off.join(' and ')} ${off.length === 1 ? 'is' : 'are'} off in ${vpcId}: the function may not find the cache's host name.`,
    remedy: `Turn it on: ${commands.join(' and ')}.`,
  };
}
