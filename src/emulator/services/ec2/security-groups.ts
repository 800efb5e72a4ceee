import { randomBytes } from 'node:crypto';
import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  GetSecurityGroupsForVpcRequest,
  GetSecurityGroupsForVpcResult,
  SecurityGroup as GroupShape,
} from '@aws-sdk/client-ec2';
import type { Ec2State, SecurityGroup } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { type FilterValues, filterResources, findTagValues, toTags } from './filters.js';
import { cutPage, findByIds, GROUP_ERROR, requireById, VPC_ERROR } from './lists.js';
import { findRuleValues, PERMISSION_FILTERS, toPermissions } from './permissions.js';

const GROUP_FILTERS = [
  'group-id',
  'group-name',
  'vpc-id',
  'description',
  'owner-id',
  'tag-key',
  ...PERMISSION_FILTERS,
];
/** "a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*" (CreateSecurityGroup, EC2 API Reference). */
const TEXT = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Security groups with their rules gathered by protocol and ports. */
export function describeSecurityGroups(
  input: DescribeSecurityGroupsRequest,
  { state, account, region }: OperationContext,
): DescribeSecurityGroupsResult {
  const found = input.GroupNames?.length
    ? findByNames(state.ec2, input.GroupNames)
    : findByIds(state.ec2.securityGroups, input.GroupIds, GROUP_ERROR);
  const matching = filterResources(found, input.Filters, toValues(account.id), GROUP_FILTERS);
  const { items, next } = cutPage(matching, input);
  const SecurityGroups = items.map(
    (group): GroupShape => ({
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
  return { SecurityGroups, ...next };
}

/** The groups that resources in a VPC may use: Lambda asks this when a function is made. */
export function getSecurityGroupsForVpc(
  input: GetSecurityGroupsForVpcRequest,
  { state, account }: OperationContext,
): GetSecurityGroupsForVpcResult {
  const vpc = requireById(state.ec2.vpcs, input.VpcId, VPC_ERROR);
  const groups = [...state.ec2.securityGroups.values()].filter(({ vpcId }) => vpcId === vpc.id);
  const known = ['group-id', 'group-name', 'description', 'owner-id', 'tag-key'];
  const matching = filterResources(groups, input.Filters, toValues(account.id), known);
  const { items, next } = cutPage(matching, input);
  const SecurityGroupForVpcs = items.map((group) => ({
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: account.id,
    PrimaryVpcId: group.vpcId,
    Tags: toTags(group.tags),
  }));
  return { SecurityGroupForVpcs, ...next };
}

/** A new group lets everything out and nothing in. */
export function createSecurityGroup(
  input: CreateSecurityGroupRequest,
  { state, account, region }: OperationContext,
): CreateSecurityGroupResult {
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

/** Refused while an interface or a cache uses the group, or a rule of another group names it. */
export function deleteSecurityGroup(
  input: DeleteSecurityGroupRequest,
  { state }: OperationContext,
): DeleteSecurityGroupResult {
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

/** The group of an id, or of a name in the default VPC. Throws MissingParameter, InvalidGroup.NotFound. */
export function requireGroup(
  ec2: Ec2State,
  { id, name }: { id: string | undefined; name: string | undefined },
): SecurityGroup {
  if (id) return requireById(ec2.securityGroups, id, GROUP_ERROR);
  if (!name) {
    throw fault('MissingParameter', 'The request must contain the parameter groupName or groupId');
  }
  const [group] = findByNames(ec2, [name]);
  if (!group) throw fault(GROUP_ERROR.code, GROUP_ERROR.message(name));
  return group;
}

/** `sgr-` and 17 hex digits. */
export function createRuleId(): string {
  return `sgr-0${randomBytes(8).toString('hex')}`;
}

function findByNames(ec2: Ec2State, names: readonly string[]): SecurityGroup[] {
  const vpcId = findDefaultVpcId(ec2);
  const groups = [...ec2.securityGroups.values()].filter((group) => group.vpcId === vpcId);
  return names.map((name) => {
    const found = groups.find((group) => group.name === name);
    if (found) return found;
    const message = `The security group '${name}' does not exist in default VPC '${vpcId}'`;
    throw fault(GROUP_ERROR.code, message);
  });
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

function toValues(ownerId: string): (group: SecurityGroup) => FilterValues {
  return (group) => (name) => {
    if (name === 'group-id') return [group.id];
    if (name === 'group-name') return [group.name];
    if (name === 'vpc-id') return [group.vpcId];
    if (name === 'description') return [group.description];
    if (name === 'owner-id') return [ownerId];
    return findTagValues(group.tags, name) ?? findRuleValues(group, name);
  };
}
