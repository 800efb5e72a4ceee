import { DescribeVpcsCommand, type Subnet, type Vpc } from '@aws-sdk/client-ec2';
import type { Check, Said } from '../shared/check.js';
import type { ReadContext } from '../shared/define.js';
import { checkDns } from './dns.js';
import { findNetwork, readSubnets } from './find.js';

/** ElastiCache's needs for the subnets of a serverless cache (F1.7). */
const LEAST_ZONES = 2;
const LEAST_ADDRESSES = 10;

/** Checks the VPC, the subnets and the security groups that `up` would use. A public lab uses none. */
export const networkCheck: Check<ReadContext> = {
  name: 'network',
  async run(ctx): Promise<Said[]> {
    if (ctx.config.topology === 'public') return [];
    const { vpcId, subnetIds, securityGroupIds, reachesReader } = await findNetwork(ctx);
    const client = await ctx.aws.ec2();
    const [{ Vpcs = [] }, subnets, dns] = await Promise.all([
      client.send(new DescribeVpcsCommand({ VpcIds: [vpcId] })),
      readSubnets(ctx, subnetIds),
      checkDns(ctx, vpcId),
    ]);
    return [
      { check: 'vpc', ...judgeVpc(Vpcs[0] ?? {}) },
      { check: 'vpc-dns', ...dns },
      { check: 'subnets', ...judgeSubnets(subnets) },
      {
        check: 'security-groups',
        state: 'ok',
        message: `${securityGroupIds.join(', ')}: the function can reach the cache on TCP port 6379, ${toReader(reachesReader)}.`,
      },
    ];
  },
};

/** Port 6380 is for reads from replicas (F5.3). The lab does not use it, so a closed port is only noted. */
function toReader(isReached: boolean): string {
  return isReached
    ? 'and on 6380 for reads'
    : 'but not on 6380 (reads), which the lab does not use';
}

/** Lambda does not run in VPCs with dedicated tenancy (F6.14). */
function judgeVpc({ VpcId, IsDefault, InstanceTenancy }: Vpc): Said {
  const message = `${VpcId}${IsDefault ? ', the default VPC' : ''}.`;
  if (InstanceTenancy !== 'dedicated') return { state: 'ok', message };
  return {
    state: 'failed',
    message: `${message} It has dedicated tenancy, and Lambda does not run there.`,
    remedy: 'Name subnets of another VPC with VALKEY_LAB_SUBNET_IDS.',
  };
}

/** Judges whether the subnets have enough zones and addresses. */
export function judgeSubnets(subnets: readonly Subnet[]): Said {
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone));
  const message = `${subnets.map(toText).join(', ')}.`;
  const full = subnets.filter(
    ({ AvailableIpAddressCount = 0 }) => AvailableIpAddressCount < LEAST_ADDRESSES,
  );
  if (zones.size >= LEAST_ZONES && full.length === 0) return { state: 'ok', message };
  const problem =
    full.length > 0
      ? `There are fewer than ${LEAST_ADDRESSES} free addresses in ${full.map(({ SubnetId }) => SubnetId).join(', ')}.`
      : `They are all in one zone; ElastiCache needs ${LEAST_ZONES}.`;
  return {
    state: 'warning',
    message: `${message} ${problem}`,
    remedy: 'Name other subnets with VALKEY_LAB_SUBNET_IDS.',
  };
}

function toText({ SubnetId, AvailabilityZone, AvailableIpAddressCount }: Subnet): string {
  return `${SubnetId} (${AvailabilityZone}, ${AvailableIpAddressCount} free)`;
}
