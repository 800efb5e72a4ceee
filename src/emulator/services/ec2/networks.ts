import type * as api from '@aws-sdk/client-ec2';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import {
  cutPage,
  type Filters,
  filterResources,
  findByIds,
  SUBNET_ERROR,
  VPC_ERROR,
} from './lists.js';

/** EC2 documents `is-default` and `default-for-az` (F8.3), and accepts the older names too. */
const VPC_FILTERS: Filters<api.Vpc> = {
  tags: ({ Tags }) => Tags,
  values: {
    'vpc-id': ({ VpcId }) => VpcId,
    'is-default': ({ IsDefault }) => String(IsDefault),
    isDefault: ({ IsDefault }) => String(IsDefault),
    cidr: ({ CidrBlock }) => CidrBlock,
    state: ({ State }) => State,
    'owner-id': ({ OwnerId }) => OwnerId,
  },
};

const SUBNET_FILTERS: Filters<api.Subnet> = {
  tags: ({ Tags }) => Tags,
  values: {
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
    'default-for-az': ({ DefaultForAz }) => String(DefaultForAz),
    defaultForAz: ({ DefaultForAz }) => String(DefaultForAz),
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    availabilityZone: ({ AvailabilityZone }) => AvailabilityZone,
    'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
    'cidr-block': ({ CidrBlock }) => CidrBlock,
    cidr: ({ CidrBlock }) => CidrBlock,
    state: ({ State }) => State,
    'owner-id': ({ OwnerId }) => OwnerId,
  },
};

const ZONE_FILTERS: Filters<api.AvailabilityZone> = {
  values: {
    'zone-name': ({ ZoneName }) => ZoneName,
    'zone-id': ({ ZoneId }) => ZoneId,
    'region-name': ({ RegionName }) => RegionName,
    'group-name': ({ GroupName }) => GroupName,
    state: ({ State }) => State,
    'zone-type': ({ ZoneType }) => ZoneType,
  },
};

/** Lists the region's VPCs. Without VPCs, returns an empty list, not an error. */
export function describeVpcs(
  input: api.DescribeVpcsRequest,
  { state, account }: OperationContext,
): api.DescribeVpcsResult {
  const found = findByIds(state.ec2.vpcs, input.VpcIds, VPC_ERROR);
  const shapes = found.map(
    ({ id, cidr, isDefault }): api.Vpc => ({
      VpcId: id,
      OwnerId: account.id,
      State: 'available',
      CidrBlock: cidr,
      CidrBlockAssociationSet: [
        {
          AssociationId: id.replace('vpc-', 'vpc-cidr-assoc-'),
          CidrBlock: cidr,
          CidrBlockState: { State: 'associated' },
        },
      ],
      DhcpOptionsId: id.replace('vpc-', 'dopt-'),
      InstanceTenancy: 'default',
      IsDefault: isDefault,
      Tags: [],
    }),
  );
  const { items, next } = cutPage(filterResources(shapes, input.Filters, VPC_FILTERS), input);
  return { Vpcs: items, ...next };
}

/** Lists the region's subnets with their numbers of free addresses. */
export function describeSubnets(
  input: api.DescribeSubnetsRequest,
  { state, account, region }: OperationContext,
): api.DescribeSubnetsResult {
  const found = findByIds(state.ec2.subnets, input.SubnetIds, SUBNET_ERROR);
  const shapes = found.map(
    (subnet): api.Subnet => ({
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
      OwnerId: account.id,
      SubnetArn: account.arn('ec2', region, `subnet/${subnet.id}`),
    }),
  );
  const { items, next } = cutPage(filterResources(shapes, input.Filters, SUBNET_FILTERS), input);
  return { Subnets: items, ...next };
}

/** Lists the zones in which the region has subnets. */
export function describeAvailabilityZones(
  input: api.DescribeAvailabilityZonesRequest,
  { state, region }: OperationContext,
): api.DescribeAvailabilityZonesResult {
  const idsByName = new Map(
    [...state.ec2.subnets.values()].map(({ zone, zoneId }) => [zone, zoneId]),
  );
  const zones = [...idsByName].map(
    ([ZoneName, ZoneId]): api.AvailabilityZone => ({
      ZoneName,
      ZoneId,
      State: 'available',
      RegionName: region,
      ZoneType: 'availability-zone',
      GroupName: region,
      NetworkBorderGroup: region,
      OptInStatus: 'opt-in-not-required',
      Messages: [],
    }),
  );
  const matching = filterResources(zones, input.Filters, ZONE_FILTERS);
  const unknown = input.ZoneNames?.find((name) => !idsByName.has(name));
  if (unknown !== undefined) {
    throw fault('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
  }
  const isWanted = ({ ZoneName, ZoneId }: api.AvailabilityZone) =>
    (input.ZoneNames?.includes(ZoneName ?? '') ?? true) &&
    (input.ZoneIds?.includes(ZoneId ?? '') ?? true);
  return { AvailabilityZones: matching.filter(isWanted) };
}
