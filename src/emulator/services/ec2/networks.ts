import type {
  AvailabilityZone,
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  Subnet as SubnetShape,
  Vpc as VpcShape,
} from '@aws-sdk/client-ec2';
import type { Ec2State, Subnet, Vpc } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type FilterValues, filterResources } from './filters.js';
import { cutPage, findByIds, SUBNET_ERROR, VPC_ERROR } from './lists.js';

const VPC_FILTERS = ['vpc-id', 'is-default', 'isDefault', 'cidr', 'state', 'owner-id', 'tag-key'];
const SUBNET_FILTERS = [
  'subnet-id',
  'vpc-id',
  'default-for-az',
  'defaultForAz',
  'availability-zone',
  'availability-zone-id',
  'availabilityZone',
  'cidr-block',
  'cidr',
  'state',
  'owner-id',
  'tag-key',
];
const ZONE_FILTERS = ['zone-name', 'zone-id', 'region-name', 'state', 'zone-type', 'group-name'];

/** The region's VPCs: an empty list, not an error, where there is no default VPC. */
export function describeVpcs(
  input: DescribeVpcsRequest,
  { state, account }: OperationContext,
): DescribeVpcsResult {
  const found = findByIds(state.ec2.vpcs, input.VpcIds, VPC_ERROR);
  const matching = filterResources(found, input.Filters, toVpcValues(account.id), VPC_FILTERS);
  const { items, next } = cutPage(matching, input);
  return { Vpcs: items.map((vpc) => toVpcShape(vpc, account.id)), ...next };
}

/** The region's subnets with the addresses that are left in them. */
export function describeSubnets(
  input: DescribeSubnetsRequest,
  { state, account, region }: OperationContext,
): DescribeSubnetsResult {
  const found = findByIds(state.ec2.subnets, input.SubnetIds, SUBNET_ERROR);
  const valuesOf = toSubnetValues(account.id);
  const matching = filterResources(found, input.Filters, valuesOf, SUBNET_FILTERS);
  const { items, next } = cutPage(matching, input);
  const Subnets = items.map(
    (subnet): SubnetShape => ({
      ...toSubnetShape(subnet),
      OwnerId: account.id,
      SubnetArn: account.arn('ec2', region, `subnet/${subnet.id}`),
    }),
  );
  return { Subnets, ...next };
}

/** The zones in which the region has subnets. */
export function describeAvailabilityZones(
  input: DescribeAvailabilityZonesRequest,
  { state, region }: OperationContext,
): DescribeAvailabilityZonesResult {
  const zones = listZones(state.ec2, region);
  const matching = filterResources(zones, input.Filters, toZoneValues, ZONE_FILTERS);
  for (const name of input.ZoneNames ?? []) {
    if (zones.some(({ ZoneName }) => ZoneName === name)) continue;
    throw fault('InvalidParameterValue', `Invalid availability zone: [${name}]`);
  }
  const isWanted = ({ ZoneName, ZoneId }: AvailabilityZone) =>
    (input.ZoneNames?.includes(ZoneName ?? '') ?? true) &&
    (input.ZoneIds?.includes(ZoneId ?? '') ?? true);
  return { AvailabilityZones: matching.filter(isWanted) };
}

function toVpcValues(ownerId: string): (vpc: Vpc) => FilterValues {
  return (vpc) => (name) => {
    if (name === 'vpc-id') return [vpc.id];
    if (name === 'is-default' || name === 'isDefault') return [String(vpc.isDefault)];
    if (name === 'cidr') return [vpc.cidr];
    if (name === 'state') return ['available'];
    return name === 'owner-id' ? [ownerId] : undefined;
  };
}

function toVpcShape(vpc: Vpc, ownerId: string): VpcShape {
  return {
    VpcId: vpc.id,
    OwnerId: ownerId,
    State: 'available',
    CidrBlock: vpc.cidr,
    CidrBlockAssociationSet: [
      {
        AssociationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    DhcpOptionsId: vpc.id.replace('vpc-', 'dopt-'),
    InstanceTenancy: 'default',
    IsDefault: vpc.isDefault,
    Tags: [],
  };
}

function toSubnetValues(ownerId: string): (subnet: Subnet) => FilterValues {
  return (subnet) => (name) => {
    if (name === 'subnet-id') return [subnet.id];
    if (name === 'vpc-id') return [subnet.vpcId];
    if (name === 'default-for-az' || name === 'defaultForAz') {
      return [String(subnet.isDefaultForZone)];
    }
    if (name === 'availability-zone' || name === 'availabilityZone') return [subnet.zone];
    if (name === 'availability-zone-id') return [subnet.zoneId];
    if (name === 'cidr-block' || name === 'cidr') return [subnet.cidr];
    if (name === 'state') return ['available'];
    return name === 'owner-id' ? [ownerId] : undefined;
  };
}

function toSubnetShape(subnet: Subnet): SubnetShape {
  return {
    SubnetId: subnet.id,
    VpcId: subnet.vpcId,
    State: 'available',
    CidrBlock: subnet.cidr,
    AvailabilityZone: subnet.zone,
    AvailabilityZoneId: subnet.zoneId,
    AvailableIpAddressCount: subnet.availableAddresses,
    DefaultForAz: subnet.isDefaultForZone,
    MapPublicIpOnLaunch: subnet.isDefaultForZone,
    AssignIpv6AddressOnCreation: false,
    Ipv6Native: false,
    Tags: [],
  };
}

function listZones(ec2: Ec2State, region: string): AvailabilityZone[] {
  const zones = new Map([...ec2.subnets.values()].map(({ zone, zoneId }) => [zone, zoneId]));
  return [...zones].map(([ZoneName, ZoneId]) => ({
    ZoneName,
    ZoneId,
    State: 'available',
    RegionName: region,
    ZoneType: 'availability-zone',
    GroupName: region,
    NetworkBorderGroup: region,
    OptInStatus: 'opt-in-not-required',
    Messages: [],
  }));
}

function toZoneValues(zone: AvailabilityZone): FilterValues {
  return (name) => {
    if (name === 'zone-name') return [zone.ZoneName];
    if (name === 'zone-id') return [zone.ZoneId];
    if (name === 'region-name' || name === 'group-name') return [zone.RegionName];
    if (name === 'state') return [zone.State];
    return name === 'zone-type' ? [zone.ZoneType] : undefined;
  };
}
