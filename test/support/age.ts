import type { Emulator } from '../../src/emulator/index.js';

const CREATED = 'valkey-lab:created';
const AN_HOUR_AGO_MS = 3_600_000;

/**
 * Makes all resources of the account an hour old. AWS may still hide what belongs to a young lab, so the program waits for a
 * minute before it calls a resource absent. Tests about other things need not.
 */
export function ageResources({ state, clock }: Emulator): void {
  const created = new Date(clock.now() - AN_HOUR_AGO_MS).toISOString();
  const { roles, policies } = state.iam;
  const tagged: { readonly tags: Map<string, string> }[] = [
    ...roles.values(),
    ...policies.values(),
  ];
  for (const { elasticache, lambda, logs } of state.regions.values()) {
    const { caches, users, userGroups } = elasticache;
    tagged.push(...caches.values(), ...users.values(), ...userGroups.values());
    tagged.push(...lambda.functions.values(), ...logs.groups.values());
  }
  for (const { tags } of tagged) if (tags.has(CREATED)) tags.set(CREATED, created);
}
