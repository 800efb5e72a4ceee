export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly isDefaultForZone: boolean;
  availableAddresses: number;
  /** Services that do not serve the subnet's zone. */
  refusedBy?: readonly ('lambda' | 'elasticache')[] | undefined;
}

/** One rule; `protocol` `-1` is all. Exactly one of `cidr` and `groupId` is set. */
export interface SecurityGroupRule {
  readonly id: string;
  readonly isEgress: boolean;
  readonly protocol: string;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
  readonly cidr?: string | undefined;
  readonly groupId?: string | undefined;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: SecurityGroupRule[];
  readonly tags: Map<string, string>;
}

/** A network interface that Lambda keeps for functions in a subnet with the same groups. */
export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly description: string;
  readonly interfaceType: 'lambda';
  readonly privateIp: string;
  /** The ARNs of the functions that use it. */
  readonly functionArns: Set<string>;
  /** Set when the last function is gone: from then on it may be released. */
  releasedAtMs?: number | undefined;
  /** The role with which Lambda would delete it: without that role it stays. */
  roleName: string;
}

export interface Ec2State {
  readonly accountId: string;
  readonly region: string;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
}

/** A region's network as AWS hands it out: a default VPC, a subnet in each zone, the default group. */
export function createEc2State(accountId: string, region: string): Ec2State {
  const vpcId = 'vpc-0a1b2c3d4e5f60718';
  const groupId = 'sg-0a1b2c3d4e5f60718';
  const subnets = ['a', 'b', 'c'].map((letter, index): Subnet => {
    return {
      id: `subnet-0a1b2c3d4e5f6071${letter}`,
      vpcId,
      cidr: `172.31.${index * 16}.0/20`,
      zone: `${region}${letter}`,
      zoneId: `${toZonePrefix(region)}-az${index + 1}`,
      isDefaultForZone: true,
      availableAddresses: 4091,
    };
  });
  const group: SecurityGroup = {
    id: groupId,
    name: 'default',
    description: 'default VPC security group',
    vpcId,
    rules: [
      { id: 'sgr-0a1b2c3d4e5f60718', isEgress: false, protocol: '-1', groupId },
      { id: 'sgr-0a1b2c3d4e5f60719', isEgress: true, protocol: '-1', cidr: '0.0.0.0/0' },
    ],
    tags: new Map(),
  };
  return {
    accountId,
    region,
    vpcs: new Map([[vpcId, { id: vpcId, cidr: '172.31.0.0/16', isDefault: true }]]),
    subnets: new Map(subnets.map((subnet) => [subnet.id, subnet])),
    securityGroups: new Map([[groupId, group]]),
    networkInterfaces: new Map(),
  };
}

/** `us-east-1` -> `use1`, as in AWS's zone ids. */
function toZonePrefix(region: string): string {
  const parts = region.split('-');
  return `${parts[0]}${parts
    .slice(1, -1)
    .map((part) => part[0])
    .join('')}${parts.at(-1)}`;
}
