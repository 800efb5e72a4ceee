import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  IpPermission,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroupRule as RuleShape,
} from '@aws-sdk/client-ec2';
import type { Ec2State, SecurityGroup, SecurityGroupRule } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { filterResources } from './filters.js';
import { cutPage, findByIds, type IdError } from './lists.js';
import { isSameRule, type RuleFacts, toRules } from './permissions.js';
import { createRuleId, requireGroup } from './security-groups.js';

const RULE_FILTERS = ['group-id', 'security-group-rule-id', 'tag-key'];
const RULE_ERROR: IdError = {
  code: 'InvalidSecurityGroupRuleId.NotFound',
  message: (id) => `The security group rule ID '${id}' does not exist`,
};

/** Outbound requests are inbound ones whose group must be an id. */
type AuthorizeRequest = AuthorizeSecurityGroupIngressRequest;
type RevokeRequest = RevokeSecurityGroupIngressRequest;

/** The rules of groups, one by one. */
export function describeSecurityGroupRules(
  input: DescribeSecurityGroupRulesRequest,
  { state, account }: OperationContext,
): DescribeSecurityGroupRulesResult {
  const all = [...state.ec2.securityGroups.values()].flatMap((group) =>
    group.rules.map((rule) => [rule.id, toShape(group, rule, account.id)] as const),
  );
  const found = findByIds(new Map(all), input.SecurityGroupRuleIds, RULE_ERROR);
  const matching = filterResources(
    found,
    input.Filters,
    (rule) => (name) => {
      if (name === 'group-id') return [rule.GroupId];
      return name === 'security-group-rule-id' ? [rule.SecurityGroupRuleId] : undefined;
    },
    RULE_FILTERS,
  );
  const { items, next } = cutPage(matching, input);
  return { SecurityGroupRules: items, ...next };
}

/** Adds inbound rules. */
export function authorizeSecurityGroupIngress(
  input: AuthorizeSecurityGroupIngressRequest,
  context: OperationContext,
): AuthorizeSecurityGroupIngressResult {
  return authorize(input, false, context);
}

/** Adds outbound rules. */
export function authorizeSecurityGroupEgress(
  input: AuthorizeSecurityGroupEgressRequest,
  context: OperationContext,
): AuthorizeSecurityGroupIngressResult {
  return authorize(input, true, context);
}

/** Removes inbound rules. */
export function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressRequest,
  context: OperationContext,
): RevokeSecurityGroupIngressResult {
  return revoke(input, false, context);
}

/** Removes outbound rules. */
export function revokeSecurityGroupEgress(
  input: RevokeSecurityGroupEgressRequest,
  context: OperationContext,
): RevokeSecurityGroupIngressResult {
  return revoke(input, true, context);
}

function authorize(
  input: AuthorizeRequest,
  isEgress: boolean,
  { state, account }: OperationContext,
): AuthorizeSecurityGroupIngressResult {
  const group = requireGroup(state.ec2, { id: input.GroupId, name: input.GroupName });
  const wanted = readRules(state.ec2, input, isEgress);
  for (const [index, rule] of wanted.entries()) {
    const others = [...group.rules, ...wanted.slice(0, index)];
    if (!others.some((other) => isSameRule(other, rule))) continue;
    const message = `the specified rule "${toText(rule)}, ALLOW" already exists`;
    throw fault('InvalidPermission.Duplicate', message);
  }
  const added = wanted.map((rule): SecurityGroupRule => ({ ...rule, id: createRuleId() }));
  group.rules.push(...added);
  return {
    Return: true,
    SecurityGroupRules: added.map((rule) => toShape(group, rule, account.id)),
  };
}

function revoke(
  input: RevokeRequest,
  isEgress: boolean,
  { state }: OperationContext,
): RevokeSecurityGroupIngressResult {
  const group = requireGroup(state.ec2, { id: input.GroupId, name: input.GroupName });
  const doomed = input.SecurityGroupRuleIds?.length
    ? input.SecurityGroupRuleIds.map((id) =>
        group.rules.find((rule) => rule.id === id && rule.isEgress === isEgress),
      )
    : readRules(state.ec2, input, isEgress).map((rule) =>
        group.rules.find((other) => isSameRule(other, rule)),
      );
  if (doomed.includes(undefined)) {
    const message = 'The specified rule does not exist in this security group.';
    throw fault('InvalidPermission.NotFound', message);
  }
  const kept = group.rules.filter((rule) => !doomed.includes(rule));
  group.rules.splice(0, group.rules.length, ...kept);
  return { Return: true };
}

/** Rules are given as a list of permissions or, for one rule, as members of the request itself. */
function readRules(ec2: Ec2State, input: AuthorizeRequest, isEgress: boolean): RuleFacts[] {
  const permissions: IpPermission[] = input.IpPermissions?.length
    ? input.IpPermissions
    : [toPermission(input)];
  return toRules(permissions, {
    isEgress,
    findGroup: (id, name) => requireGroup(ec2, { id, name }).id,
  });
}

function toPermission(input: AuthorizeRequest): IpPermission {
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName: name } = input;
  return {
    IpProtocol: name ? (IpProtocol ?? '-1') : IpProtocol,
    FromPort,
    ToPort,
    ...(CidrIp ? { IpRanges: [{ CidrIp }] } : {}),
    ...(name ? { UserIdGroupPairs: [{ GroupName: name }] } : {}),
  };
}

function toText({ cidr, groupId, protocol, fromPort, toPort }: RuleFacts): string {
  const peer = `peer: ${cidr ?? groupId}`;
  if (protocol === '-1') return `${peer}, ALL`;
  return `${peer}, ${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}`;
}

function toShape(group: SecurityGroup, rule: SecurityGroupRule, ownerId: string): RuleShape {
  const peer = rule.cidr?.includes(':') ? { CidrIpv6: rule.cidr } : { CidrIpv4: rule.cidr };
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: group.id,
    GroupOwnerId: ownerId,
    IsEgress: rule.isEgress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort ?? -1,
    ToPort: rule.toPort ?? -1,
    Tags: [],
    ...(rule.groupId ? { ReferencedGroupInfo: { GroupId: rule.groupId, UserId: ownerId } } : peer),
  };
}
