import type {
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  NetworkInterface as InterfaceShape,
} from '@aws-sdk/client-ec2';
import type { NetworkInterface } from '../../state/ec2.js';
import { toInterfaceStatus } from '../../state/network-interfaces.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type FilterValues, filterResources } from './filters.js';
import { cutPage, findByIds, INTERFACE_ERROR, requireById } from './lists.js';

const FILTERS = [
  'network-interface-id',
  'subnet-id',
  'vpc-id',
  'group-id',
  'group-name',
  'description',
  'interface-type',
  'status',
  'private-ip-address',
  'addresses.private-ip-address',
  'availability-zone',
  'owner-id',
  'requester-managed',
  'attachment.status',
  'tag-key',
];

/** Lambda's interfaces: those of functions, those that linger after them and those that are stranded. */
export function describeNetworkInterfaces(
  input: DescribeNetworkInterfacesRequest,
  context: OperationContext,
): DescribeNetworkInterfacesResult {
  const { networkInterfaces } = context.state.ec2;
  const found = findByIds(networkInterfaces, input.NetworkInterfaceIds, INTERFACE_ERROR);
  const shapes = found.map((item) => toShape(item, context));
  const matching = filterResources(shapes, input.Filters, toValues, FILTERS);
  const { items, next } = cutPage(matching, input);
  return { NetworkInterfaces: items, ...next };
}

/** Only what nothing uses can be deleted: of Lambda's interfaces the stranded ones. */
export function deleteNetworkInterface(
  input: DeleteNetworkInterfaceRequest,
  context: OperationContext,
): undefined {
  const { networkInterfaces } = context.state.ec2;
  const found = requireById(networkInterfaces, input.NetworkInterfaceId, INTERFACE_ERROR);
  if (toInterfaceStatus(found, context) === 'in-use') {
    throw fault('InvalidParameterValue', `Network interface '${found.id}' is currently in use.`);
  }
  networkInterfaces.delete(found.id);
}

function toShape(found: NetworkInterface, context: OperationContext): InterfaceShape {
  const { state, account } = context;
  const Status = toInterfaceStatus(found, context);
  const attachment: InterfaceShape = {
    Attachment: {
      AttachmentId: found.id.replace('eni-', 'ela-attach-'),
      DeleteOnTermination: false,
      DeviceIndex: 1,
      InstanceOwnerId: 'amazon-aws',
      Status: 'attached',
    },
  };
  return {
    NetworkInterfaceId: found.id,
    SubnetId: found.subnetId,
    VpcId: found.vpcId,
    AvailabilityZone: state.ec2.subnets.get(found.subnetId)?.zone,
    Description: found.description,
    Groups: found.securityGroupIds.map((GroupId) => ({
      GroupId,
      GroupName: state.ec2.securityGroups.get(GroupId)?.name,
    })),
    InterfaceType: found.interfaceType,
    OwnerId: account.id,
    PrivateIpAddress: found.privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: found.privateIp }],
    RequesterManaged: true,
    SourceDestCheck: true,
    Status,
    TagSet: [],
    ...(Status === 'in-use' ? attachment : {}),
  };
}

function toValues(shape: InterfaceShape): FilterValues {
  const values: Record<string, readonly (string | undefined)[]> = {
    'network-interface-id': [shape.NetworkInterfaceId],
    'subnet-id': [shape.SubnetId],
    'vpc-id': [shape.VpcId],
    'group-id': shape.Groups?.map(({ GroupId }) => GroupId) ?? [],
    'group-name': shape.Groups?.map(({ GroupName }) => GroupName) ?? [],
    description: [shape.Description],
    'interface-type': [shape.InterfaceType],
    status: [shape.Status],
    'private-ip-address': [shape.PrivateIpAddress],
    'addresses.private-ip-address': [shape.PrivateIpAddress],
    'availability-zone': [shape.AvailabilityZone],
    'owner-id': [shape.OwnerId],
    'requester-managed': [String(shape.RequesterManaged)],
    'attachment.status': [shape.Attachment?.Status],
  };
  return (name) => values[name];
}
