import type { IpPermission } from '@aws-sdk/client-ec2';
import { isCidr } from '../../state/cidr.js';
import type { SecurityGroup, SecurityGroupRule } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';

/** The filters of DescribeSecurityGroups that look at rules, inbound; `egress.` before them: outbound. */
export const PERMISSION_FILTERS: readonly string[] = ['', 'egress.'].flatMap((direction) =>
  ['protocol', 'from-port', 'to-port', 'cidr', 'ipv6-cidr', 'group-id'].map(
    (name) => `${direction}ip-permission.${name}`,
  ),
);

/** A rule without its id: what a request names and what makes two rules the same. */
export type RuleFacts = Omit<SecurityGroupRule, 'id'>;

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};

/** What a rule has for a filter's name; undefined when it is not a rule's filter. */
export function findRuleValues(
  group: SecurityGroup,
  name: string,
): readonly (string | undefined)[] | undefined {
  if (!PERMISSION_FILTERS.includes(name)) return undefined;
  const isEgress = name.startsWith('egress.');
  const fact = name.slice(name.lastIndexOf('.') + 1);
  return group.rules
    .filter((rule) => rule.isEgress === isEgress)
    .map((rule) => {
      if (fact === 'protocol') return rule.protocol;
      if (fact === 'from-port') return rule.fromPort?.toString();
      if (fact === 'to-port') return rule.toPort?.toString();
      if (fact === 'group-id') return rule.groupId;
      return rule.cidr && isV6(rule.cidr) === (fact === 'ipv6-cidr') ? rule.cidr : undefined;
    });
}

/** A group's rules of one direction, gathered by protocol and ports as EC2 shows them. */
export function toPermissions(
  group: SecurityGroup,
  { isEgress, ownerId }: { isEgress: boolean; ownerId: string },
): IpPermission[] {
  const rulesOf = new Map<string, SecurityGroupRule[]>();
  for (const rule of group.rules.filter((one) => one.isEgress === isEgress)) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    rulesOf.set(key, [...(rulesOf.get(key) ?? []), rule]);
  }
  return [...rulesOf.values()].map((rules) => {
    const cidrs = rules.flatMap(({ cidr }) => cidr ?? []);
    return {
      IpProtocol: rules[0]?.protocol,
      FromPort: rules[0]?.fromPort,
      ToPort: rules[0]?.toPort,
      IpRanges: cidrs.filter((cidr) => !isV6(cidr)).map((CidrIp) => ({ CidrIp })),
      Ipv6Ranges: cidrs.filter(isV6).map((CidrIpv6) => ({ CidrIpv6 })),
      PrefixListIds: [],
      UserIdGroupPairs: rules
        .flatMap(({ groupId }) => groupId ?? [])
        .map((GroupId) => ({ GroupId, UserId: ownerId })),
    };
  });
}

function isV6(cidr: string): boolean {
  return cidr.includes(':');
}

/** The single rules that permissions stand for. Throws EC2's errors for what is no rule. */
export function toRules(
  permissions: readonly IpPermission[],
  { isEgress, findGroup }: { isEgress: boolean; findGroup: (id?: string, name?: string) => string },
): RuleFacts[] {
  return permissions.flatMap((permission) => {
    const protocol = toProtocol(permission.IpProtocol);
    const base = { isEgress, protocol, ...toPorts(protocol, permission) };
    const peers: RuleFacts[] = [
      ...(permission.IpRanges ?? []).map(({ CidrIp }) => ({ ...base, cidr: checkCidr(CidrIp) })),
      ...(permission.Ipv6Ranges ?? []).map((r) => ({ ...base, cidr: checkCidr(r.CidrIpv6) })),
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, GroupName }) => ({
        ...base,
        groupId: findGroup(GroupId, GroupName),
      })),
    ];
    if (peers.length > 0) return peers;
    throw fault('InvalidParameterValue', 'Each IP permission must name a range or a group.');
  });
}

/** Whether two rules say the same. */
export function isSameRule(a: RuleFacts, b: RuleFacts): boolean {
  return (
    a.isEgress === b.isEgress &&
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.cidr === b.cidr &&
    a.groupId === b.groupId
  );
}

function toProtocol(text: string | undefined): string {
  if (!text) throw fault('MissingParameter', 'The request must contain the parameter ipProtocol');
  const lower = text.toLowerCase();
  const protocol = PROTOCOL_NUMBERS[lower] ?? lower;
  if (/^(-1|tcp|udp|icmp|icmpv6|\d{1,3})$/.test(protocol)) return protocol;
  throw fault(
    'InvalidParameterValue',
    `Invalid value '${text}' for IP protocol. Unknown protocol.`,
  );
}

function toPorts(
  protocol: string,
  { FromPort: fromPort, ToPort: toPort }: IpPermission,
): { fromPort?: number; toPort?: number } {
  if (protocol === '-1') return {};
  if (fromPort === undefined || toPort === undefined) {
    if (protocol !== 'tcp' && protocol !== 'udp') return {};
    throw fault(
      'InvalidParameterValue',
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  }
  const isIcmp = protocol.startsWith('icmp');
  const isPort = (port: number) =>
    Number.isInteger(port) && port >= (isIcmp ? -1 : 0) && port <= 65_535;
  if (isPort(fromPort) && isPort(toPort) && (isIcmp || fromPort <= toPort)) {
    return { fromPort, toPort };
  }
  throw fault('InvalidParameterValue', `Invalid TCP/UDP port range (${fromPort}:${toPort})`);
}

function checkCidr(cidr = ''): string {
  if (isCidr(cidr)) return cidr;
  throw fault('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
}
