import { createPace } from '../../src/emulator/state/pace.js';
import { findBefore } from '../../src/engine/destroy.js';
import { blueprint } from '../../src/resources/index.js';

/** Resources that wait for each other, and the sum of their waits. */
interface Chain {
  readonly ms: number;
  readonly names: readonly string[];
}

type Waits = Readonly<Record<string, number>>;

/** Finds the longest chain of AWS waits through the graph of resources: `up` and `down` cannot be faster. */
export function findLongestChains(factor: number): { readonly up: Chain; readonly down: Chain } {
  const { making, removing, updatingMs } = createWaits(factor);
  const { resources } = blueprint;
  const byName = new Map<string, (typeof resources)[number]>(
    resources.map((resource) => [resource.name, resource]),
  );
  const find = (name: string) => {
    const resource = byName.get(name);
    if (!resource) throw new Error(`The resource ${name} does not exist.`);
    return resource;
  };
  const madeAfter = (name: string): Chain => {
    const { dependsOn, uses = [], later = [] } = find(name);
    const made = extend(findLongest([...dependsOn, ...uses].map(madeAfter)), name, making[name]);
    if (later.length === 0) return made;
    // The resource is created without its `later` resources, and updated when all of them are complete.
    const complete = findLongest([made, ...later.map(madeAfter)]);
    return extend(complete, `${name} (update)`, updatingMs);
  };
  const goneAfter = (name: string): Chain => {
    const before = findBefore(find(name), resources).map((other) => goneAfter(other.name));
    return extend(findLongest(before), name, removing[name]);
  };
  return {
    up: findLongest(resources.map(({ name }) => madeAfter(name))),
    down: findLongest(resources.map(({ name }) => goneAfter(name))),
  };
}

/** Returns how long AWS takes for each resource of a lab, in milliseconds. */
function createWaits(factor: number): { making: Waits; removing: Waits; updatingMs: number } {
  const pace = createPace(factor);
  const users = { iamUser: pace.userMs, defaultUser: pace.userMs };
  return {
    making: {
      ...users,
      userGroup: pace.userGroupMs,
      serverlessCache: pace.cacheCreateMs,
      // Lambda can assume a new role only after this time.
      role: pace.rolePropagationMs,
      function: pace.functionCreateMs,
    },
    removing: {
      ...users,
      // When the cache is deleted, AWS first modifies the group; only then can the group be deleted.
      userGroup: 2 * pace.userGroupMs,
      serverlessCache: pace.cacheDeleteMs,
      // The lab deletes them as soon as Lambda has released them.
      networkInterfaces: pace.interfaceReleaseMs,
    },
    updatingMs: pace.functionUpdateMs,
  };
}

function findLongest(chains: readonly Chain[]): Chain {
  return chains.reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, names: [] });
}

function extend({ ms, names }: Chain, name: string, waitMs = 0): Chain {
  return waitMs > 0 ? { ms: ms + waitMs, names: [...names, name] } : { ms, names };
}
