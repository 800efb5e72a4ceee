import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { Check, Said } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import { findNetwork, readSubnets } from './find.js';

/** What ElastiCache wants of a serverless cache's subnets. */
const LEAST_ZONES = 2;
const LEAST_ADDRESSES = 10;

/** VPC, subnets and security groups: what `up` itself would take, and refuse. */
export const networkCheck: Check<ReadContext> = {
  name: 'network',
  async run(ctx): Promise<Said[]> {
    const { vpcId, subnetIds, securityGroupIds } = await findNetwork(ctx);
    const client = await ctx.aws.ec2();
    const [{ Vpcs = [] }, subnets] = await Promise.all([
      client.send(new DescribeVpcsCommand({ VpcIds: [vpcId] })),
      readSubnets(ctx, subnetIds),
    ]);
    return [
      { check: 'vpc', ...judgeVpc(Vpcs[0] ?? {}) },
      { check: 'subnets', ...judgeSubnets(subnets) },
      {
        check: 'security-groups',
        state: 'ok',
        message: `${securityGroupIds.join(', ')}: the function may reach the cache on TCP port 6379.`,
      },
    ];
  },
};

interface Vpc {
  readonly VpcId?: string | undefined;
  readonly IsDefault?: boolean | undefined;
  readonly InstanceTenancy?: string | undefined;
}

/** Lambda does not run in VPCs of dedicated tenancy (Lambda guide, VPC). */
function judgeVpc({ VpcId, IsDefault, InstanceTenancy }: Vpc): Said {
  const message = `${VpcId}${IsDefault ? ', the default VPC' : ''}.`;
  if (InstanceTenancy !== 'dedicated') return { state: 'ok', message };
  return {
    state: 'failed',
    message: `${message} Its tenancy is dedicated, in which Lambda does not run.`,
    remedy: 'Name subnets of another VPC with VALKEY_LAB_SUBNET_IDS.',
  };
}

interface Subnet {
  readonly SubnetId?: string | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly AvailableIpAddressCount?: number | undefined;
}

/** Enough zones and addresses. */
export function judgeSubnets(subnets: readonly Subnet[]): Said {
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  const message = `${subnets.map(toText).join(', ')}.`;
  const full = subnets.filter(
    ({ AvailableIpAddressCount = 0 }) => AvailableIpAddressCount < LEAST_ADDRESSES,
  );
  if (zones.size >= LEAST_ZONES && full.length === 0) return { state: 'ok', message };
  const wrong =
    full.length > 0
      ? `fewer than ${LEAST_ADDRESSES} free addresses in ${full.map(({ SubnetId }) => SubnetId).join(', ')}`
      : `all in one zone; ElastiCache wants ${LEAST_ZONES}`;
  return {
    state: 'warning',
    message: `${message} There are ${wrong}.`.replace('There are all', 'They are all'),
    remedy: 'Name other subnets with VALKEY_LAB_SUBNET_IDS.',
  };
}

function toText({ SubnetId, AvailabilityZone, AvailableIpAddressCount }: Subnet): string {
  return `${SubnetId} (${AvailabilityZone}, ${AvailableIpAddressCount} free)`;
}
