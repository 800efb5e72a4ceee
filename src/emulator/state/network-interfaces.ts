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
  for (const { ec2 } of surroundings.aws.regions.values()) {
    for (const [id, found] of ec2.networkInterfaces) {
      if (!isOverdue(found, surroundings)) continue;
      if (!findRole(surroundings.aws.iam, found.roleName)) continue;
      ec2.networkInterfaces.delete(id);
    }
  }
}

/**
 * Returns `available` when Lambda should have deleted the interface and could not (F6.9). Only then can callers
 * delete it.
 */
export function toInterfaceStatus(
  found: NetworkInterface,
  surroundings: InterfaceSurroundings,
): 'in-use' | 'available' {
  return isOverdue(found, surroundings) ? 'available' : 'in-use';
}

function isOverdue(found: NetworkInterface, { clock, pace }: InterfaceSurroundings): boolean {
  if (found.functionArns.size > 0 || found.releasedAtMs === undefined) return false;
  return found.releasedAtMs + pace.networkInterfaceMs <= clock.now();
}
