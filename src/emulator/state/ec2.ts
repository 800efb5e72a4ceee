import type { Assumes } from './assumptions/choices.js';

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  /** Attributes that differ from AWS's defaults. */
  attributes?: {
    readonly enableDnsSupport?: boolean;
    readonly enableDnsHostnames?: boolean;
    readonly enableNetworkAddressUsageMetrics?: boolean;
  };
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly isDefaultForZone: boolean;
  availableAddresses: number;
  /** Services that refuse the subnet's zone. */
  refusedBy?: readonly ('lambda' | 'elasticache')[] | undefined;
}

/** One rule. Protocol `-1` means all. Exactly one of `cidr` and `groupId` is set. */
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

/** A network interface that functions with the same subnet and groups share. */
export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly description: string;
  readonly privateIp: string;
  /** The functions that use the interface. */
  readonly functionArns: Set<string>;
  /** Set when the last function is detached. Lambda releases the interface some time later (F6.9). */
  releasedAtMs?: number | undefined;
  /** The role with which Lambda deletes the interface. Without the role, the interface stays (F6.7). */
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

/**
 * Creates the network of a new region: a default VPC, a default subnet in each zone, and the default group
 * (F8.1).
 */
export function createEc2State(accountId: string, region: string, assumes: Assumes): Ec2State {
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
      refusedBy: letter === 'c' ? findRefusers(assumes) : [],
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

/** Lists the services that refuse the last zone. */
function findRefusers(assumes: Assumes): NonNullable<Subnet['refusedBy']> {
  return [
    ...(assumes('lambda-zones', 'all-served') ? [] : (['lambda'] as const)),
    ...(assumes('cache-zones', 'all-served') ? [] : (['elasticache'] as const)),
  ];
}

/** Returns the region's part of AWS's zone ids: `us-east-1` -> `use1`. */
function toZonePrefix(region: string): string {
  const parts = region.split('-');
  return `${parts[0]}${parts
    .slice(1, -1)
    .map((part) => part[0])
    .join('')}${parts.at(-1)}`;
}
