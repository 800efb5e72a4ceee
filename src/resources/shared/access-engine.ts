import type { Obstacle } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';

/**
 * A user or group of the other engine. AWS has a call that changes it, but under which conditions (members
 * without a password, caches that have the group) is not documented: so nothing is tried.
 */
export function findOtherEngine(
  { config }: Session,
  engine: string | undefined,
): Obstacle | undefined {
  const found = engine?.toLowerCase();
  if (!found || found === config.accessEngine) return undefined;
  return {
    problem: `is of the engine ${found}, but VALKEY_LAB_ACCESS_ENGINE is ${config.accessEngine}`,
    hint: `Set VALKEY_LAB_ACCESS_ENGINE=${found}, or run \`valkey-lab down\` first.`,
  };
}
