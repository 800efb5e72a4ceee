import type { Obstacle } from '../../engine/resource.js';
import type { Session } from '../../session/session.js';

/**
 * Finds whether a user or group has the other engine. AWS has a call that changes the engine, but does not document its
 * conditions (members without a password, caches with the group), so the lab does not try it.
 */
export function findOtherEngine(
  { config }: Session,
  engine: string | undefined,
): Obstacle | undefined {
  const found = engine?.toLowerCase();
  if (!found || found === config.accessEngine) return undefined;
  return {
    problem: `has the engine ${found}, but VALKEY_LAB_ACCESS_ENGINE is ${config.accessEngine}`,
    hint: {
      text: `Set VALKEY_LAB_ACCESS_ENGINE=${found}, or run {command} first.${found === 'valkey' ? ' If the lab is public, add --public.' : ''}`,
      command: ['down'],
    },
  };
}
