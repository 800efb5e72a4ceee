import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type IpPermission,
  type SecurityGroup,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { LabError } from '../errors.js';
import type { Network } from '../plan/outputs.js';
import type { LabContext } from '../plan/step.js';

const CACHE_PORT = 6379;
/** Lambda takes at most 16 subnets. */
const MAX_SUBNETS = 16;

/**
 * Where the function runs: the configured subnets and groups, else the default VPC's. Reads only.
 * @throws LabError NETWORK_UNUSABLE when there is none, or when the function could not reach the cache
 */
export async function findNetwork(ctx: LabContext): Promise<Network> {
  const [subnets, groups] = await Promise.all([findSubnets(ctx), findSecurityGroups(ctx)]);
  const vpcId = toOneVpc(subnets);
  const usable = groups.filter((group) => group.VpcId === vpcId);
  refuseOtherVpc(ctx, groups, vpcId);
  if (usable.length === 0) {
    throw new LabError('NETWORK_UNUSABLE', `The VPC ${vpcId} has no security group "default".`);
  }
  refuseBlocked(usable, ctx);
  return {
    vpcId,
    subnetIds: subnets.map(({ SubnetId }) => SubnetId ?? '').slice(0, MAX_SUBNETS),
    securityGroupIds: usable.map(({ GroupId }) => GroupId ?? ''),
  };
}

async function findSubnets({ aws, config, region }: LabContext): Promise<Subnet[]> {
  const client = await aws.ec2();
  const ids = config.subnetIds;
  const answer = await client.send(
    ids.length > 0
      ? new DescribeSubnetsCommand({ SubnetIds: [...ids] })
      : new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
  );
  const subnets = answer.Subnets ?? [];
  if (subnets.length > 0) return subnets;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The region ${region} has no default VPC with default subnets for the function and the cache.`,
    {
      hint: 'Make one with `aws ec2 create-default-vpc`, or name your own with VALKEY_LAB_SUBNET_IDS and VALKEY_LAB_SECURITY_GROUP_IDS.',
    },
  );
}

async function findSecurityGroups({ aws, config }: LabContext): Promise<SecurityGroup[]> {
  const client = await aws.ec2();
  const ids = config.securityGroupIds;
  const answer = await client.send(
    ids.length > 0
      ? new DescribeSecurityGroupsCommand({ GroupIds: [...ids] })
      : new DescribeSecurityGroupsCommand({
          Filters: [{ Name: 'group-name', Values: ['default'] }],
        }),
  );
  return answer.SecurityGroups ?? [];
}

function toOneVpc(subnets: readonly Subnet[]): string {
  const vpcIds = [...new Set(subnets.map(({ VpcId }) => VpcId ?? ''))];
  const [vpcId = ''] = vpcIds;
  if (vpcIds.length === 1) return vpcId;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The subnets are in different VPCs (${vpcIds.join(', ')}); a function and its cache are in one.`,
  );
}

function refuseOtherVpc(
  { config }: LabContext,
  groups: readonly SecurityGroup[],
  vpcId: string,
): void {
  const other = groups.find((group) => group.VpcId !== vpcId);
  if (config.securityGroupIds.length === 0 || !other) return;
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The security group ${other.GroupId} is in ${other.VpcId}, but the subnets are in ${vpcId}.`,
  );
}

/**
 * Function and cache have the same groups, so these must let each other in and out on the cache's
 * port. Where the rule is missing everything is created well and the connection times out in silence.
 */
function refuseBlocked(groups: readonly SecurityGroup[], { region }: LabContext): void {
  const ids = groups.map(({ GroupId }) => GroupId ?? '');
  const canEnter = groups.some((group) => hasPath(group.IpPermissions ?? [], ids));
  const canLeave = groups.some((group) => hasPath(group.IpPermissionsEgress ?? [], ids));
  if (canEnter && canLeave) return;
  const [id] = ids;
  const direction = canEnter ? 'egress' : 'ingress';
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The security group ${ids.join(', ')} does not let the function reach the cache: it has no ${direction} rule for TCP port ${CACHE_PORT} from and to itself.`,
    {
      hint: `Add it with \`aws ec2 authorize-security-group-${direction} --region ${region} --group-id ${id} --ip-permissions IpProtocol=tcp,FromPort=${CACHE_PORT},ToPort=${CACHE_PORT + 1},UserIdGroupPairs=[{GroupId=${id}}]\`, or name another group with VALKEY_LAB_SECURITY_GROUP_IDS.`,
    },
  );
}

function hasPath(rules: readonly IpPermission[], groupIds: readonly string[]): boolean {
  return rules.some((rule) => {
    const isProtocol =
      rule.IpProtocol === '-1' || rule.IpProtocol === 'tcp' || rule.IpProtocol === '6';
    const from = rule.FromPort ?? 0;
    const to = rule.ToPort ?? 65_535;
    const isPort = rule.IpProtocol === '-1' || (from <= CACHE_PORT && CACHE_PORT <= to);
    const isGroup = (rule.UserIdGroupPairs ?? []).some(({ GroupId }) =>
      groupIds.includes(GroupId ?? ''),
    );
    const isAddress =
      (rule.IpRanges ?? []).length > 0 ||
      (rule.Ipv6Ranges ?? []).length > 0 ||
      (rule.PrefixListIds ?? []).length > 0;
    return isProtocol && isPort && (isGroup || isAddress);
  });
}
