import type { Clock } from './clock.js';
import type { NetworkInterface } from './ec2.js';
import { findRole } from './iam.js';
import type { Pace } from './pace.js';
import type { AwsState } from './state.js';

/** What determines how long an interface lives. */
export interface InterfaceSurroundings {
  readonly aws: AwsState;
  readonly clock: Clock;
  readonly pace: Pace;
}

/**
 * Removes interfaces that have had no function for AWS's time. Lambda deletes them with their role, and they
 * stay without it ("Giving Lambda functions access to resources in an Amazon VPC", Lambda Developer Guide;
 * F6.7).
 */
export function releaseNetworkInterfaces(surroundings: InterfaceSurroundings): void {
  const { aws, pace } = surroundings;
  const needsRole = aws.assumes('interfaces-without-role', 'stay');
  for (const { ec2 } of aws.regions.values()) {
    for (const [id, found] of ec2.networkInterfaces) {
      if (!isReleasedFor(pace.networkInterfaceMs, found, surroundings)) continue;
      if (needsRole && !findRole(aws.iam, found.roleName)) continue;
      ec2.networkInterfaces.delete(id);
    }
  }
}

/** Returns `available` when Lambda has released the interface (F6.9). From then on, callers can delete it. */
export function toInterfaceStatus(
  found: NetworkInterface,
  surroundings: InterfaceSurroundings,
): 'in-use' | 'available' {
  const { aws, pace } = surroundings;
  const hasOnePhase = aws.assumes('lambda-interfaces', 'in-use-until-deleted');
  const inUseMs = hasOnePhase ? pace.networkInterfaceMs : pace.interfaceReleaseMs;
  return isReleasedFor(inUseMs, found, surroundings) ? 'available' : 'in-use';
}

/** Returns the type, which changes when Lambda releases the interface (F6.9). */
export function toInterfaceType(
  found: NetworkInterface,
  surroundings: InterfaceSurroundings,
): 'lambda' | 'interface' {
  if (!surroundings.aws.assumes('lambda-interfaces', 'two-phases')) return 'lambda';
  return toInterfaceStatus(found, surroundings) === 'available' ? 'interface' : 'lambda';
}

function isReleasedFor(
  ms: number,
  { functionArns, releasedAtMs }: NetworkInterface,
  { clock }: InterfaceSurroundings,
): boolean {
  if (functionArns.size > 0 || releasedAtMs === undefined) return false;
  return releasedAtMs + ms <= clock.now();
}
