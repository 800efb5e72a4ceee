import type { Ec2State, SecurityGroup, Subnet } from '../../state/ec2.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalidCombination, invalidValue } from './resources.js';

/** Subnets and security groups of a cache. */
export interface CacheNetwork {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
}

/** A public cache is in no VPC (F11.6). */
export const NO_NETWORK: CacheNetwork = { subnetIds: [], securityGroupIds: [] };

interface NetworkInput {
  readonly SubnetIds?: readonly string[] | undefined;
  readonly SecurityGroupIds?: readonly string[] | undefined;
}

/** ElastiCache picks three of the default subnets (API reference, ServerlessCache.SubnetIds; F1.7). */
const DEFAULT_SUBNETS = 3;

/** Returns the network of a new cache: the given one, or that of the default VPC. Throws InvalidParameterValue. */
export function toCacheNetwork(
  input: NetworkInput,
  { aws, state: { ec2 } }: OperationContext,
): CacheNetwork {
  const subnets = input.SubnetIds?.length
    ? requireSubnets(ec2, input.SubnetIds)
    : findDefaultSubnets(ec2);
  const [vpcId = '', ...others] = new Set(subnets.map((subnet) => subnet.vpcId));
  if (others.length > 0) throw invalidCombination('All subnets must be in the same VPC.');
  if (aws.assumes('cache-subnets', 'two-or-three-zones')) assertZones(subnets);
  const groups = input.SecurityGroupIds?.length
    ? requireSecurityGroups(ec2, input.SecurityGroupIds, vpcId)
    : findDefaultGroup(ec2, vpcId);
  return {
    subnetIds: subnets.map(({ id }) => id),
    securityGroupIds: groups.map(({ id }) => id),
  };
}

/** Requires two or three subnets, each in another zone (F1.7). No source has AWS's words. */
function assertZones(subnets: readonly Subnet[]): void {
  const zones = new Set(subnets.map(({ zone }) => zone));
  if (zones.size === subnets.length && (zones.size === 2 || zones.size === 3)) return;
  throw invalidValue('Specify two or three subnets in different availability zones.');
}

/**
 * Checks that the groups exist in the subnet's VPC. Throws InvalidParameterValue or
 * InvalidParameterCombination.
 */
export function toSecurityGroupIds(
  ec2: Ec2State,
  ids: readonly string[],
  subnetId: string | undefined,
): string[] {
  const vpcId = ec2.subnets.get(subnetId ?? '')?.vpcId ?? '';
  return requireSecurityGroups(ec2, ids, vpcId).map(({ id }) => id);
}

function requireSubnets(ec2: Ec2State, ids: readonly string[]): Subnet[] {
  const unknown = ids.filter((id) => !ec2.subnets.has(id));
  if (unknown.length > 0) {
    throw invalidValue(`Some input subnets in :[${unknown.join(', ')}] are invalid.`);
  }
  const subnets = [...new Set(ids)].flatMap((id) => ec2.subnets.get(id) ?? []);
  const refused = subnets.find(({ refusedBy }) => refusedBy?.includes('elasticache'));
  if (!refused) return subnets;
  throw invalidValue(
    `Serverless caches are not supported in the availability zone ${refused.zone} of subnet ${refused.id}.`,
  );
}

function findDefaultSubnets(ec2: Ec2State): Subnet[] {
  const vpc = [...ec2.vpcs.values()].find(({ isDefault }) => isDefault);
  if (!vpc) {
    throw invalidValue('No default VPC exists in this region: SubnetIds must be specified.');
  }
  const subnets = [...ec2.subnets.values()].filter((subnet) => {
    const isServed = !subnet.refusedBy?.includes('elasticache');
    return subnet.vpcId === vpc.id && subnet.isDefaultForZone && isServed;
  });
  if (subnets.length === 0) {
    throw invalidValue(
      `Default VPC ${vpc.id} has no default subnets: SubnetIds must be specified.`,
    );
  }
  return subnets.slice(0, DEFAULT_SUBNETS);
}

function requireSecurityGroups(
  ec2: Ec2State,
  ids: readonly string[],
  vpcId: string,
): SecurityGroup[] {
  const unknown = [...new Set(ids)].filter((id) => !ec2.securityGroups.has(id));
  if (unknown.length > 0) {
    throw invalidValue(`Some security group Ids are invalid: [${unknown.join(', ')}].`);
  }
  const found = [...new Set(ids)].flatMap((id) => ec2.securityGroups.get(id) ?? []);
  const stranger = found.find((group) => group.vpcId !== vpcId);
  if (!stranger) return found;
  throw invalidCombination(
    `Security group ${stranger.id} is not in VPC ${vpcId}, where the subnets are.`,
  );
}

function findDefaultGroup(ec2: Ec2State, vpcId: string): SecurityGroup[] {
  return [...ec2.securityGroups.values()].filter((group) => {
    return group.vpcId === vpcId && group.name === 'default';
  });
}
