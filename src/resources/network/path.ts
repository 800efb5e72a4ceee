import { BlockList, isIPv4 } from 'node:net';
import type { IpPermission, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import type { Session } from '../../session/session.js';
import { hasSameMembers } from '../shared/same-members.js';

const CACHE_PORT = 6379;
/** The port for reads from replicas, at the same host (F5.3). */
const READER_PORT = 6380;

/** The security groups of the function (`from`) and of the cache (`to`), and their subnets. */
interface Path {
  readonly from: readonly SecurityGroup[];
  readonly to: readonly SecurityGroup[];
  readonly subnets: readonly Subnet[];
  readonly cacheSubnets: readonly Subnet[];
}

/**
 * Checks that the function's groups allow traffic to the cache's port, and that the cache's groups let it in. New default
 * groups do (F8.1). Without the rules, AWS creates everything, and the connection times out in silence (F8.2).
 * @throws LabError NETWORK_UNUSABLE with the command that adds the missing rule
 */
export function refuseBlocked(ctx: Session, path: Path): void {
  const { from, to } = path;
  const { canLeave, canEnter } = findWays(path, CACHE_PORT);
  if (canLeave && canEnter) return;
  const [source = '', target = ''] = [from, to].map(([first]) => first && toId(first));
  const missing: string[] = [];
  const commands: string[] = [];
  if (!canEnter) {
    missing.push(
      `${toIds(to)} no ingress rule for TCP port ${CACHE_PORT} from ${toWhom(from, to)}`,
    );
    commands.push(toCommand(ctx, 'ingress', { group: target, peer: source }));
  }
  if (!canLeave) {
    missing.push(`${toIds(from)} no egress rule for TCP port ${CACHE_PORT} to ${toWhom(to, from)}`);
    commands.push(toCommand(ctx, 'egress', { group: source, peer: target }));
  }
  throw new LabError(
    'NETWORK_UNUSABLE',
    `The security groups do not let the function reach the cache: ${missing.join('; ')}.`,
    {
      hint: `Add it with ${commands.map((command) => `\`${command}\``).join(' and ')}, or name other groups with VALKEY_LAB_SECURITY_GROUP_IDS.`,
    },
  );
}

/** Whether the function also reaches the port for reads from replicas. The lab itself does not use it. */
export function reachesReader(path: Path): boolean {
  const { canLeave, canEnter } = findWays(path, READER_PORT);
  return canLeave && canEnter;
}

function findWays({ from, to, subnets, cacheSubnets }: Path, port: number) {
  const canLeave = from.some((group) =>
    hasWay(group.IpPermissionsEgress, { port, groups: to, subnets: cacheSubnets }),
  );
  const canEnter = to.some((group) => hasWay(group.IpPermissions, { port, groups: from, subnets }));
  return { canLeave, canEnter };
}

/** Returns the command that adds a rule. The quotes are for zsh, where brackets are a pattern. */
function toCommand(
  { region }: Session,
  direction: 'ingress' | 'egress',
  { group, peer }: { group: string; peer: string },
): string {
  return `aws ec2 authorize-security-group-${direction} --region ${region} --group-id ${group} --ip-permissions 'IpProtocol=tcp,FromPort=${CACHE_PORT},ToPort=${READER_PORT},UserIdGroupPairs=[{GroupId=${peer}}]'`;
}

const toId = ({ GroupId = '' }: SecurityGroup): string => GroupId;

function toIds(groups: readonly SecurityGroup[]): string {
  return `${groups.map(toId).join(', ')} ${groups.length > 1 ? 'have' : 'has'}`;
}

function toWhom(them: readonly SecurityGroup[], us: readonly SecurityGroup[]): string {
  const ids = them.map(toId);
  return hasSameMembers(ids, us.map(toId)) ? 'itself' : ids.join(', ');
}

/** Whether the rules allow the port for one of these groups, or for all of these subnets. */
function hasWay(
  rules: readonly IpPermission[] | undefined,
  peer: {
    readonly port: number;
    readonly groups: readonly SecurityGroup[];
    readonly subnets: readonly Subnet[];
  },
): boolean {
  const fitting = (rules ?? []).filter((rule) => coversPort(rule, peer.port));
  const groupIds = peer.groups.map(toId);
  const namesGroup = fitting.some(({ UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.some(({ GroupId = '' }) => groupIds.includes(GroupId)),
  );
  // Reading a prefix list needs another call and permission, so it counts as a match.
  if (namesGroup || fitting.some(({ PrefixListIds = [] }) => PrefixListIds.length > 0)) return true;
  const ranges = fitting.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp = '' }) => CidrIp));
  return peer.subnets.every(({ CidrBlock = '' }) =>
    ranges.some((range) => containsBlock(range, CidrBlock)),
  );
}

/** Whether the first IPv4 block (`172.31.0.0/16`) contains all of the second. */
function containsBlock(outer: string, inner: string): boolean {
  const [network = '', bits = ''] = outer.split('/');
  const [address = '', length = ''] = inner.split('/');
  // BlockList throws for an invalid address.
  if (!isIPv4(network) || !isIPv4(address) || Number(bits) > Number(length)) return false;
  const blocks = new BlockList();
  blocks.addSubnet(network, Number(bits));
  return blocks.check(address);
}

function coversPort(
  { IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission,
  port: number,
): boolean {
  if (IpProtocol === '-1') return true;
  if (IpProtocol !== 'tcp' && IpProtocol !== '6') return false;
  return FromPort <= port && port <= ToPort;
}
