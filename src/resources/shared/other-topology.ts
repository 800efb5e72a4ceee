import type { Obstacle } from '../../engine/resource.js';
import type { Topology } from '../../session/config.js';

/** Describes a resource of a lab with another topology than the configured one. AWS never changes a connection type (F11.1). */
export function toOtherTopology(found: Topology): Obstacle {
  const command = ['down'];
  return found === 'public'
    ? {
        problem: 'is public, but this command is for a lab in a VPC',
        hint: { text: 'Add --public (VALKEY_LAB_PUBLIC=true), or run {command} first.', command },
      }
    : {
        problem: 'is in a VPC, but this command is for a public lab',
        hint: { text: 'Omit --public (VALKEY_LAB_PUBLIC), or run {command} first.', command },
      };
}
