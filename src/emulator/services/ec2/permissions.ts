import type { IpPermission } from '@aws-sdk/client-ec2';
import { isCidr } from '../../state/cidr.js';
import type { SecurityGroup, SecurityGroupRule } from '../../state/ec2.js';
import { fault } from '../../wire/fault.js';

/** A rule without its id: the part that requests name and that makes two rules equal. */
export type RuleFacts = Omit<SecurityGroupRule, 'id'>;

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};

/** Groups a security group's rules of one direction by protocol and ports, as EC2 shows them. */
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

/** Splits permissions into single rules. Throws EC2's errors for malformed permissions. */
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

/** Returns whether two rules are equal, ignoring their ids. */
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
