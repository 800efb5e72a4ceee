import type * as api from '@aws-sdk/client-ec2';
import type { Ec2State, SecurityGroup, SecurityGroupRule } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { cutPage, type Filters, filterResources, findByIds, type IdError } from './lists.js';
import { isSameRule, type RuleFacts, toRules } from './permissions.js';
import { createRuleId, requireGroup } from './security-groups.js';

const RULE_FILTERS: Filters<api.SecurityGroupRule> = {
  tags: ({ Tags }) => Tags,
  values: {
    'group-id': ({ GroupId }) => GroupId,
    'security-group-rule-id': ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
  },
};
const RULE_ERROR: IdError = {
  code: 'InvalidSecurityGroupRuleId.NotFound',
  message: (id) => `The security group rule ID '${id}' does not exist`,
};

/** Requests for outbound rules have the same members, except that the group must be an id. */
type AuthorizeRequest = api.AuthorizeSecurityGroupIngressRequest;

interface Direction {
  readonly isEgress: boolean;
}

/** Lists the single rules of security groups. */
export function describeSecurityGroupRules(
  input: api.DescribeSecurityGroupRulesRequest,
  { state, account }: OperationContext,
): api.DescribeSecurityGroupRulesResult {
  const all = [...state.ec2.securityGroups.values()].flatMap((group) =>
    group.rules.map((rule) => [rule.id, toShape(group, rule, account.id)] as const),
  );
  const found = findByIds(new Map(all), input.SecurityGroupRuleIds, RULE_ERROR);
  const { items, next } = cutPage(filterResources(found, input.Filters, RULE_FILTERS), input);
  return { SecurityGroupRules: items, ...next };
}

/** Returns the operation that adds rules of one direction. */
export function authorize({ isEgress }: Direction) {
  return (
    input: AuthorizeRequest,
    { state, account }: OperationContext,
  ): api.AuthorizeSecurityGroupIngressResult => {
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
  };
}

/** Returns the operation that removes rules of one direction. */
export function revoke({ isEgress }: Direction) {
  return (
    input: api.RevokeSecurityGroupIngressRequest,
    { state }: OperationContext,
  ): api.RevokeSecurityGroupIngressResult => {
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
  };
}

/** Reads the rules of a request: a list of permissions or, for one rule, members of the request itself. */
function readRules(ec2: Ec2State, input: AuthorizeRequest, isEgress: boolean): RuleFacts[] {
  const permissions: api.IpPermission[] = input.IpPermissions?.length
    ? input.IpPermissions
    : [toPermission(input)];
  return toRules(permissions, {
    isEgress,
    findGroup: (id, name) => requireGroup(ec2, { id, name }).id,
  });
}

function toPermission(input: AuthorizeRequest): api.IpPermission {
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

function toShape(
  group: SecurityGroup,
  rule: SecurityGroupRule,
  ownerId: string,
): api.SecurityGroupRule {
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
