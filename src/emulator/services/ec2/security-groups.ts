import { randomBytes } from 'node:crypto';
import type * as api from '@aws-sdk/client-ec2';
import type { Ec2State, SecurityGroup } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import {
  cutPage,
  type Filters,
  type FilterValue,
  filterResources,
  findByIds,
  GROUP_ERROR,
  requireById,
  toTags,
  VPC_ERROR,
} from './lists.js';
import { toPermissions } from './permissions.js';

const RULE_VALUES: Readonly<Record<string, (permission: api.IpPermission) => FilterValue>> = {
  protocol: ({ IpProtocol }) => IpProtocol,
  'from-port': ({ FromPort }) => FromPort?.toString(),
  'to-port': ({ ToPort }) => ToPort?.toString(),
  cidr: ({ IpRanges }) => IpRanges?.map(({ CidrIp }) => CidrIp),
  'ipv6-cidr': ({ Ipv6Ranges }) => Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6),
  'group-id': ({ UserIdGroupPairs }) => UserIdGroupPairs?.map(({ GroupId }) => GroupId),
};

/** The filters of GetSecurityGroupsForVpc. */
const VPC_GROUP_FILTERS: Filters<api.SecurityGroupForVpc> = {
  tags: ({ Tags }) => Tags,
  values: {
    'group-id': ({ GroupId }) => GroupId,
    'group-name': ({ GroupName }) => GroupName,
    description: ({ Description }) => Description,
    'owner-id': ({ OwnerId }) => OwnerId,
  },
};

const GROUP_FILTERS: Filters<api.SecurityGroup> = {
  tags: ({ Tags }) => Tags,
  values: {
    ...VPC_GROUP_FILTERS.values,
    'vpc-id': ({ VpcId }) => VpcId,
    ...Object.fromEntries(
      Object.entries(RULE_VALUES).flatMap(([name, read]) => [
        [`ip-permission.${name}`, (group: api.SecurityGroup) => group.IpPermissions?.flatMap(read)],
        [
          `egress.ip-permission.${name}`,
          (group: api.SecurityGroup) => group.IpPermissionsEgress?.flatMap(read),
        ],
      ]),
    ),
  },
};
/** "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*" (CreateSecurityGroup, EC2 API Reference). */
const TEXT = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Lists security groups. Their rules are grouped by protocol and ports. */
export function describeSecurityGroups(
  input: api.DescribeSecurityGroupsRequest,
  { state, account, region }: OperationContext,
): api.DescribeSecurityGroupsResult {
  const found = input.GroupNames?.length
    ? input.GroupNames.map((name) => requireByName(state.ec2, name))
    : findByIds(state.ec2.securityGroups, input.GroupIds, GROUP_ERROR);
  const shapes = found.map(
    (group): api.SecurityGroup => ({
      GroupId: group.id,
      GroupName: group.name,
      Description: group.description,
      OwnerId: account.id,
      VpcId: group.vpcId,
      SecurityGroupArn: account.arn('ec2', region, `security-group/${group.id}`),
      IpPermissions: toPermissions(group, { isEgress: false, ownerId: account.id }),
      IpPermissionsEgress: toPermissions(group, { isEgress: true, ownerId: account.id }),
      Tags: toTags(group.tags),
    }),
  );
  const { items, next } = cutPage(filterResources(shapes, input.Filters, GROUP_FILTERS), input);
  return { SecurityGroups: items, ...next };
}

/** Lists the groups that resources in a VPC may use. Lambda calls this when it creates a function. */
export function getSecurityGroupsForVpc(
  input: api.GetSecurityGroupsForVpcRequest,
  { state, account }: OperationContext,
): api.GetSecurityGroupsForVpcResult {
  const vpc = requireById(state.ec2.vpcs, input.VpcId, VPC_ERROR);
  const shapes = [...state.ec2.securityGroups.values()]
    .filter(({ vpcId }) => vpcId === vpc.id)
    .map((group) => ({
      GroupId: group.id,
      GroupName: group.name,
      Description: group.description,
      OwnerId: account.id,
      PrimaryVpcId: group.vpcId,
      Tags: toTags(group.tags),
    }));
  const { items, next } = cutPage(filterResources(shapes, input.Filters, VPC_GROUP_FILTERS), input);
  return { SecurityGroupForVpcs: items, ...next };
}

/** Creates a group that allows all outgoing traffic and no incoming traffic. */
export function createSecurityGroup(
  input: api.CreateSecurityGroupRequest,
  { state, account, region }: OperationContext,
): api.CreateSecurityGroupResult {
  const { GroupName: name = '', Description: description = '' } = input;
  checkText('GroupName', name);
  checkText('GroupDescription', description);
  if (name.startsWith('sg-')) {
    throw fault('InvalidParameterValue', `Group name '${name}' must not begin with sg-.`);
  }
  const vpcId = input.VpcId
    ? requireById(state.ec2.vpcs, input.VpcId, VPC_ERROR).id
    : findDefaultVpcId(state.ec2);
  if (name.toLowerCase() === 'default') {
    throw fault('InvalidGroup.Reserved', `The security group '${name}' is reserved`);
  }
  if ([...state.ec2.securityGroups.values()].some((g) => g.vpcId === vpcId && g.name === name)) {
    const message = `The security group '${name}' already exists for VPC '${vpcId}'`;
    throw fault('InvalidGroup.Duplicate', message);
  }
  const tags = new Map(
    (input.TagSpecifications ?? [])
      .filter(({ ResourceType }) => ResourceType === 'security-group')
      .flatMap(({ Tags }) => Tags ?? [])
      .map(({ Key = '', Value = '' }) => [Key, Value]),
  );
  const id = `sg-0${randomBytes(8).toString('hex')}`;
  const everything = { id: createRuleId(), isEgress: true, protocol: '-1', cidr: '0.0.0.0/0' };
  const group = { id, name, description, vpcId, rules: [everything], tags };
  state.ec2.securityGroups.set(id, group);
  const SecurityGroupArn = account.arn('ec2', region, `security-group/${id}`);
  return { GroupId: id, SecurityGroupArn, Tags: toTags(tags) };
}

/** Deletes a group. Throws DependencyViolation if an interface, a cache or a rule of another group uses it. */
export function deleteSecurityGroup(
  input: api.DeleteSecurityGroupRequest,
  { state }: OperationContext,
): api.DeleteSecurityGroupResult {
  const group = requireGroup(state.ec2, { id: input.GroupId, name: input.GroupName });
  if (group.name === 'default') {
    const message = `the specified group: "${group.id}" name: "default" cannot be deleted by a user`;
    throw fault('CannotDelete', message);
  }
  const groups = [...state.ec2.securityGroups.values()];
  const isUsed =
    [...state.ec2.networkInterfaces.values()].some((i) => i.securityGroupIds.includes(group.id)) ||
    [...state.elasticache.caches.values()].some(
      (cache) => cache.lifecycle.status !== 'gone' && cache.securityGroupIds.includes(group.id),
    ) ||
    groups.some((other) => other !== group && other.rules.some((r) => r.groupId === group.id));
  if (isUsed) {
    throw fault('DependencyViolation', `resource ${group.id} has a dependent object`);
  }
  state.ec2.securityGroups.delete(group.id);
  return { Return: true, GroupId: group.id };
}

/** Finds a group by id, or by name in the default VPC. Throws MissingParameter or InvalidGroup.NotFound. */
export function requireGroup(
  ec2: Ec2State,
  { id, name }: { id: string | undefined; name: string | undefined },
): SecurityGroup {
  if (id) return requireById(ec2.securityGroups, id, GROUP_ERROR);
  if (!name) {
    throw fault('MissingParameter', 'The request must contain the parameter groupName or groupId');
  }
  return requireByName(ec2, name);
}

/** Creates a random rule id: `sgr-` and 17 hex digits. */
export function createRuleId(): string {
  return `sgr-0${randomBytes(8).toString('hex')}`;
}

function requireByName(ec2: Ec2State, name: string): SecurityGroup {
  const vpcId = findDefaultVpcId(ec2);
  const groups = [...ec2.securityGroups.values()];
  const found = groups.find((group) => group.vpcId === vpcId && group.name === name);
  if (found) return found;
  const message = `The security group '${name}' does not exist in default VPC '${vpcId}'`;
  throw fault(GROUP_ERROR.code, message);
}

function findDefaultVpcId(ec2: Ec2State): string {
  const vpc = [...ec2.vpcs.values()].find(({ isDefault }) => isDefault);
  if (!vpc) throw fault('VPCIdNotSpecified', 'No default VPC for this user');
  return vpc.id;
}

function checkText(parameter: string, text: string): void {
  if (TEXT.test(text)) return;
  const rule = 'Valid characters are a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*, at most 255';
  throw fault(
    'InvalidParameterValue',
    `Value (${text.slice(0, 300)}) for parameter ${parameter} is invalid. ${rule}`,
  );
}
