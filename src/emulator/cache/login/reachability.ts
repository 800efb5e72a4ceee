import { containsCidr } from '../../state/cidr.js';
import type { Ec2State, SecurityGroupRule } from '../../state/ec2.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { LambdaFunction } from '../../state/lambda.js';

export type Reachability =
  | { readonly reachable: true }
  | { readonly reachable: false; readonly detail: string };

/** The port that serverless caches have on AWS: rules are about it, not about the local one. */
const PORT = 6379;

/** One end of a connection: its security groups and the ranges that its addresses are from. */
interface End {
  readonly groupIds: readonly string[];
  readonly cidrs: readonly string[];
}

/**
 * Whether the network lets a function connect to a cache: both in one VPC, one of the function's
 * security groups lets tcp 6379 out, one of the cache's lets it in. A range counts when it covers
 * one of the other side's subnets: addresses within a subnet are not known.
 */
export function checkReachability(
  lambda: Pick<LambdaFunction, 'name' | 'region' | 'subnetIds' | 'securityGroupIds'>,
  cache: Pick<ServerlessCache, 'region' | 'subnetIds' | 'securityGroupIds'>,
  ec2: Ec2State,
): Reachability {
  if (lambda.subnetIds.length === 0) return blocked(`Function ${lambda.name} is in no VPC.`);
  if (lambda.region !== cache.region) {
    return blocked(`Function ${lambda.name} is in ${lambda.region}, the cache in ${cache.region}.`);
  }
  const functionVpc = findVpc(ec2, lambda.subnetIds);
  const cacheVpc = findVpc(ec2, cache.subnetIds);
  if (functionVpc !== cacheVpc) {
    return blocked(`Function ${lambda.name} is in ${functionVpc}, the cache in ${cacheVpc}.`);
  }
  const from = toEnd(ec2, lambda);
  const to = toEnd(ec2, cache);
  const groups = (end: End): string => end.groupIds.join(', ') || 'none';
  if (!findRules(ec2, from, true).some((rule) => covers(rule, to))) {
    return blocked(
      `No security group of function ${lambda.name} (${groups(from)}) lets tcp ${PORT} out.`,
    );
  }
  if (!findRules(ec2, to, false).some((rule) => covers(rule, from))) {
    return blocked(
      `No security group of the cache (${groups(to)}) lets tcp ${PORT} in from the function.`,
    );
  }
  return { reachable: true };
}

function findVpc(ec2: Ec2State, subnetIds: readonly string[]): string | undefined {
  return ec2.subnets.get(subnetIds[0] ?? '')?.vpcId;
}

function toEnd(
  ec2: Ec2State,
  { subnetIds, securityGroupIds }: Pick<LambdaFunction, 'subnetIds' | 'securityGroupIds'>,
): End {
  const subnets = subnetIds.map((id) => ec2.subnets.get(id));
  const cidrs = subnets.filter((subnet) => subnet !== undefined).map(({ cidr }) => cidr);
  return { groupIds: securityGroupIds, cidrs };
}

function findRules(ec2: Ec2State, { groupIds }: End, isEgress: boolean): SecurityGroupRule[] {
  const rules = groupIds.flatMap((id) => ec2.securityGroups.get(id)?.rules ?? []);
  return rules.filter((rule) => rule.isEgress === isEgress && coversPort(rule));
}

function coversPort({ protocol, fromPort, toPort }: SecurityGroupRule): boolean {
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== '6') return false;
  return (fromPort ?? 0) <= PORT && PORT <= (toPort ?? 65_535);
}

function covers({ cidr, groupId }: SecurityGroupRule, other: End): boolean {
  if (groupId !== undefined) return other.groupIds.includes(groupId);
  return cidr !== undefined && other.cidrs.some((range) => containsCidr(cidr, range));
}

function blocked(detail: string): Reachability {
  return { reachable: false, detail };
}
