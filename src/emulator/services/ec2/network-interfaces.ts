import type * as api from '@aws-sdk/client-ec2';
import type { NetworkInterface } from '../../state/ec2.js';
import { toInterfaceStatus, toInterfaceType } from '../../state/network-interfaces.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import {
  cutPage,
  type Filters,
  filterResources,
  findByIds,
  INTERFACE_ERROR,
  requireById,
} from './lists.js';

const FILTERS: Filters<api.NetworkInterface> = {
  tags: ({ TagSet }) => TagSet,
  values: {
    'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
    'group-id': ({ Groups }) => Groups?.map(({ GroupId }) => GroupId),
    'group-name': ({ Groups }) => Groups?.map(({ GroupName }) => GroupName),
    description: ({ Description }) => Description,
    'interface-type': ({ InterfaceType }) => InterfaceType,
    status: ({ Status }) => Status,
    'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
    'addresses.private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    'owner-id': ({ OwnerId }) => OwnerId,
    'requester-managed': ({ RequesterManaged }) => String(RequesterManaged),
    'attachment.status': ({ Attachment }) => Attachment?.Status,
  },
};

/** Lists Lambda's interfaces: those in use, those that Lambda has released, and stranded ones (F6.9). */
export function describeNetworkInterfaces(
  input: api.DescribeNetworkInterfacesRequest,
  context: OperationContext,
): api.DescribeNetworkInterfacesResult {
  const { networkInterfaces } = context.state.ec2;
  const found = findByIds(networkInterfaces, input.NetworkInterfaceIds, INTERFACE_ERROR);
  const shapes = found.map((item) => toShape(item, context));
  const matching = filterResources(shapes, input.Filters, FILTERS);
  const { items, next } = cutPage(matching, input);
  return { NetworkInterfaces: items, ...next };
}

/** Deletes an interface that nothing uses: one that Lambda has released, or a stranded one. */
export function deleteNetworkInterface(
  input: api.DeleteNetworkInterfaceRequest,
  context: OperationContext,
): undefined {
  const { networkInterfaces } = context.state.ec2;
  const found = requireById(networkInterfaces, input.NetworkInterfaceId, INTERFACE_ERROR);
  if (toInterfaceStatus(found, context) === 'in-use') {
    throw fault('InvalidParameterValue', `Network interface '${found.id}' is currently in use.`);
  }
  networkInterfaces.delete(found.id);
}

function toShape(found: NetworkInterface, context: OperationContext): api.NetworkInterface {
  const { state, account } = context;
  const Status = toInterfaceStatus(found, context);
  const attachment: api.NetworkInterface = {
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
    InterfaceType: toInterfaceType(found, context),
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
