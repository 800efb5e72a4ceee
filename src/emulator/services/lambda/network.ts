import { randomBytes, randomUUID } from 'node:crypto';
import type { VpcConfig } from '@aws-sdk/client-lambda';
import type { Ec2State, NetworkInterface, Subnet } from '../../state/ec2.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { toInterfaceStatus } from '../../state/network-interfaces.js';
import type { OperationContext } from '../../wire/operation.js';
import { invalid } from './names.js';

/** Service Quotas, L-9FEE3D26: "Elastic network interfaces per VPC". */
const MAX_INTERFACES = 250;

/** The network of a function. Without a VPC, both lists are empty. */
export interface FunctionNetwork {
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  readonly vpcId?: string | undefined;
}

/** Checks that subnets and groups exist and share a VPC (F6.4). Throws `InvalidParameterValueException`. */
export function toFunctionNetwork(
  config: VpcConfig | undefined,
  { aws, state: { ec2 } }: OperationContext,
): FunctionNetwork {
  const subnetIds = [...new Set(config?.SubnetIds ?? [])];
  const securityGroupIds = [...new Set(config?.SecurityGroupIds ?? [])];
  if (subnetIds.length === 0 && securityGroupIds.length === 0) {
    return { subnetIds, securityGroupIds };
  }
  if (subnetIds.length === 0 || securityGroupIds.length === 0) {
    throw invalid('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  const subnets = subnetIds.map((id) => {
    const subnet = ec2.subnets.get(id);
    if (subnet) return subnet;
    throw invalid(
      `Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '${id}' does not exist`,
    );
  });
  if (subnets.some(({ refusedBy }) => refusedBy?.includes('lambda'))) {
    if (aws.assumes('lambda-zones', 'one-refused-otherwise')) {
      throw invalid('Lambda is not supported in one or more Availability Zones of the subnets.');
    }
    throw invalid(
      "The provided subnets contain availability zone Lambda doesn't support. Please use a different set of subnets.",
    );
  }
  const groups = securityGroupIds.map((id) => {
    const group = ec2.securityGroups.get(id);
    if (group) return group;
    throw invalid(
      `Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group '${id}' does not exist`,
    );
  });
  const vpcId = subnets[0]?.vpcId;
  if (subnets.some((subnet) => subnet.vpcId !== vpcId)) {
    throw invalid('Subnets are required to be in the same VPC.');
  }
  if (groups.some((group) => group.vpcId !== vpcId)) {
    throw invalid('Security Groups are required to be in the same VPC.');
  }
  return { subnetIds, securityGroupIds, vpcId };
}

/**
 * Returns the reason why Lambda cannot create the interfaces, if any. The texts are those of Invoke's
 * exceptions.
 */
export function findInterfaceFailure(
  network: FunctionNetwork,
  context: OperationContext,
): { code: string; text: string } | undefined {
  const { ec2 } = context.state;
  const missing = network.subnetIds.filter((id) => !findShared(network, id, context));
  if (missing.some((id) => ec2.subnets.get(id)?.availableAddresses === 0)) {
    return {
      code: 'SubnetOutOfIPAddresses',
      text: "Lambda couldn't set up VPC access for the Lambda function because one or more configured subnets has no available IP addresses.",
    };
  }
  const inVpc = [...ec2.networkInterfaces.values()].filter(({ vpcId }) => vpcId === network.vpcId);
  if (missing.length === 0 || inVpc.length + missing.length <= MAX_INTERFACES) return undefined;
  return {
    code: 'EniLimitExceeded',
    text: "Lambda couldn't create an elastic network interface in the VPC, specified as part of Lambda function configuration, because the limit for network interfaces has been reached.",
  };
}

/** Finds the interface in a subnet that functions with the same groups share, unless Lambda has released it. */
function findShared(
  { securityGroupIds }: FunctionNetwork,
  subnetId: string,
  context: OperationContext,
): NetworkInterface | undefined {
  return [...context.state.ec2.networkInterfaces.values()].find(
    (found) =>
      found.subnetId === subnetId &&
      isSameSet(found.securityGroupIds, securityGroupIds) &&
      toInterfaceStatus(found, context) === 'in-use',
  );
}

/** Attaches the function to an interface in each subnet: a shared one or a new one (F6.8). */
export function attachInterfaces(
  fn: LambdaFunction,
  roleName: string,
  context: OperationContext,
): void {
  const { state } = context;
  for (const subnetId of fn.subnetIds) {
    const subnet = state.ec2.subnets.get(subnetId);
    if (!subnet) continue;
    const shared = findShared(fn, subnetId, context);
    const used = shared ?? createInterface({ fn, subnet, roleName, ec2: state.ec2 });
    used.functionArns.add(fn.arn);
    used.releasedAtMs = undefined;
    // Assumed: Lambda deletes an interface with the role of the function that was attached last.
    used.roleName = roleName;
  }
}

/** Detaches the function from its interfaces. Interfaces without functions may be released from now on. */
export function detachInterfaces(fn: LambdaFunction, { state, clock }: OperationContext): void {
  for (const used of state.ec2.networkInterfaces.values()) {
    if (!used.functionArns.delete(fn.arn)) continue;
    if (used.functionArns.size === 0) used.releasedAtMs = clock.now();
    const remaining = [...state.lambda.functions.values()].find(({ arn }) =>
      used.functionArns.has(arn),
    );
    if (remaining) used.roleName = toRoleName(remaining.roleArn);
  }
}

function toRoleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

interface NewInterface {
  readonly fn: LambdaFunction;
  readonly subnet: Subnet;
  readonly roleName: string;
  readonly ec2: Ec2State;
}

function createInterface({ fn, subnet, roleName, ec2 }: NewInterface): NetworkInterface {
  const created: NetworkInterface = {
    id: `eni-${randomBytes(9).toString('hex').slice(0, 17)}`,
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    securityGroupIds: [...fn.securityGroupIds],
    // AWS uses this form of description (F6.8).
    description: `AWS Lambda VPC ENI-${fn.name}-${randomUUID()}`,
    privateIp: findFreeAddress(subnet, ec2),
    functionArns: new Set(),
    roleName,
  };
  ec2.networkInterfaces.set(created.id, created);
  return created;
}

/** Returns the first free address of the subnet. AWS keeps the first four for itself. */
function findFreeAddress({ cidr, id }: Subnet, { networkInterfaces }: Ec2State): string {
  const taken = new Set(
    [...networkInterfaces.values()]
      .filter(({ subnetId }) => subnetId === id)
      .map(({ privateIp }) => privateIp),
  );
  const base = (cidr.split('/')[0] ?? '')
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0);
  for (let offset = 4; ; offset += 1) {
    const address = [24, 16, 8, 0].map((bits) => ((base + offset) >>> bits) & 255).join('.');
    if (!taken.has(address)) return address;
  }
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
