import { containsCidr } from '../../state/cidr.js';
import type { Principal } from '../../state/credentials.js';
import type { Ec2State, SecurityGroupRule } from '../../state/ec2.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { AwsState } from '../../state/state.js';

/** Finds the function that uses these credentials. */
export function findFunction(aws: AwsState, principal: Principal): LambdaFunction | undefined {
  if (principal.kind !== 'role' || principal.functionArn === undefined) return undefined;
  const [, , , region = '', , , name = ''] = principal.functionArn.split(':');
  return aws.regions.get(region)?.lambda.functions.get(name);
}

/** Returns the condition keys of a function's call through the cache's VPC endpoint (F4.9). */
export function findNetworkKeys(aws: AwsState, principal: Principal): Record<string, string> {
  const lambda = findFunction(aws, principal);
  if (!lambda?.vpcId) return {};
  const interfaces = [...aws.region(lambda.region).ec2.networkInterfaces.values()];
  const own = interfaces.find(({ functionArns }) => functionArns.has(lambda.arn));
  const keys = { 'aws:SourceVpc': lambda.vpcId };
  return own ? { ...keys, 'aws:VpcSourceIp': own.privateIp } : keys;
}

export type Reachability =
  | { readonly reachable: true }
  | { readonly reachable: false; readonly detail: string };

/** The cache's port on AWS. Security group rules name this port, not the local one. */
const PORT = 6379;

/** One end of a connection: its security groups and the address ranges of its subnets. */
interface End {
  readonly groupIds: readonly string[];
  readonly cidrs: readonly string[];
}

/**
 * Checks that the network lets a function connect to a cache (F8.2). Both must be in one VPC. A security
 * group of the function must allow outgoing tcp 6379, and a group of the cache must allow it as incoming.
 * A rule's range must cover a whole subnet of the other end, because single addresses are not known.
 */
export function checkReachability(
  lambda: Pick<LambdaFunction, 'name' | 'region' | 'subnetIds' | 'securityGroupIds'>,
  cache: Pick<ServerlessCache, 'connectionType' | 'region' | 'subnetIds' | 'securityGroupIds'>,
  ec2: Ec2State,
): Reachability {
  if (cache.connectionType === 'public') return checkInternet(lambda);
  if (lambda.subnetIds.length === 0) return blocked(`Function ${lambda.name} is not in a VPC.`);
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
      `No security group of function ${lambda.name} (${groups(from)}) allows outgoing tcp ${PORT}.`,
    );
  }
  if (!findRules(ec2, to, false).some((rule) => covers(rule, from))) {
    return blocked(
      `No security group of the cache (${groups(to)}) allows tcp ${PORT} from the function.`,
    );
  }
  return { reachable: true };
}

/** A function reaches the internet without a VPC. Its interface in a VPC has no public address, so it needs NAT there (F11.7). */
function checkInternet({
  name,
  subnetIds,
}: Pick<LambdaFunction, 'name' | 'subnetIds'>): Reachability {
  if (subnetIds.length === 0) return { reachable: true };
  return blocked(
    `Function ${name} is in a VPC without NAT and has no way to the internet, where a public endpoint is.`,
  );
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
