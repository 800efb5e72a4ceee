import type { IpPermission, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import { LabError } from '../../errors.js';
import type { Session } from '../../session/session.js';
import { containsBlock } from './cidr.js';

const CACHE_PORT = 6379;

/** From the function's groups and subnets to the cache's. */
export interface Path {
  readonly from: readonly SecurityGroup[];
  readonly to: readonly SecurityGroup[];
  readonly subnets: readonly Subnet[];
  readonly cacheSubnets: readonly Subnet[];
}

/**
 * The function's groups must let it out to the cache's port, and the cache's groups let it in. Where a
 * rule is missing everything is created well and the connection times out in silence.
 * @throws LabError NETWORK_UNUSABLE with the command that mends it
 */
export function refuseBlocked(ctx: Session, { from, to, subnets, cacheSubnets }: Path): void {
  const canLeave = from.some((group) =>
    hasWay(group.IpPermissionsEgress, { groups: to, subnets: cacheSubnets }),
  );
  const canEnter = to.some((group) => hasWay(group.IpPermissions, { groups: from, subnets }));
  if (canLeave && canEnter) return;
  const [source, target] = [toFirstId(from), toFirstId(to)];
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

/** Quoted for every shell: zsh would take the brackets for a pattern. */
function toCommand(
  { region }: Session,
  direction: 'ingress' | 'egress',
  { group, peer }: { group: string; peer: string },
): string {
  return `aws ec2 authorize-security-group-${direction} --region ${region} --group-id ${group} --ip-permissions 'IpProtocol=tcp,FromPort=${CACHE_PORT},ToPort=${CACHE_PORT + 1},UserIdGroupPairs=[{GroupId=${peer}}]'`;
}

function toFirstId([first]: readonly SecurityGroup[]): string {
  return first?.GroupId ?? '';
}

function toIds(groups: readonly SecurityGroup[]): string {
  return `${groups.map(({ GroupId }) => GroupId).join(', ')} ${groups.length > 1 ? 'have' : 'has'}`;
}

function toWhom(them: readonly SecurityGroup[], us: readonly SecurityGroup[]): string {
  const ids = them.map(({ GroupId }) => GroupId);
  const areSame = ids.length === us.length && us.every(({ GroupId }) => ids.includes(GroupId));
  return areSame ? 'itself' : ids.join(', ');
}

/** Whether rules let the cache's port through to or from one of these groups, or all of these subnets. */
function hasWay(
  rules: readonly IpPermission[] | undefined,
  peer: { readonly groups: readonly SecurityGroup[]; readonly subnets: readonly Subnet[] },
): boolean {
  const fitting = (rules ?? []).filter(isForCachePort);
  const groupIds = peer.groups.map(({ GroupId }) => GroupId);
  const namesGroup = fitting.some(({ UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.some(({ GroupId }) => groupIds.includes(GroupId)),
  );
  // What a prefix list holds takes more calls and permissions to know: it gets the benefit of the doubt.
  if (namesGroup || fitting.some(({ PrefixListIds = [] }) => PrefixListIds.length > 0)) return true;
  const ranges = fitting.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp = '' }) => CidrIp));
  return peer.subnets.every(({ CidrBlock = '' }) =>
    ranges.some((range) => containsBlock(range, CidrBlock)),
  );
}

function isForCachePort({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission): boolean {
  if (IpProtocol === '-1') return true;
  if (IpProtocol !== 'tcp' && IpProtocol !== '6') return false;
  return FromPort <= CACHE_PORT && CACHE_PORT <= ToPort;
}
