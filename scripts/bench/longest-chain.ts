import { createPace } from '../../src/emulator/state/pace.js';
import { findBefore } from '../../src/engine/destroy.js';
import { blueprint } from '../../src/resources/index.js';

/** Resources that wait one after the other, and how long in all. */
interface Chain {
  readonly ms: number;
  readonly names: readonly string[];
}

type Waits = Readonly<Record<string, number>>;

/** The longest chain of AWS's waits through the graph of resources: `up` and `down` cannot be quicker. */
export function findLongestChains(factor: number): { readonly up: Chain; readonly down: Chain } {
  const { making, removing, updatingMs } = createWaits(factor);
  const { resources } = blueprint;
  const byName = new Map<string, (typeof resources)[number]>(
    resources.map((resource) => [resource.name, resource]),
  );
  const find = (name: string) => {
    const resource = byName.get(name);
    if (!resource) throw new Error(`There is no resource ${name}.`);
    return resource;
  };
  const madeAfter = (name: string): Chain => {
    const { dependsOn, uses = [], later = [] } = find(name);
    const made = extend(findLongest([...dependsOn, ...uses].map(madeAfter)), name, making[name]);
    if (later.length === 0) return made;
    // It begins without them, and is updated when it and they are complete.
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

/** AWS's own waits for each resource of a lab, in milliseconds. */
function createWaits(factor: number): { making: Waits; removing: Waits; updatingMs: number } {
  const pace = createPace(factor);
  const users = { iamUser: pace.userMs, defaultUser: pace.userMs };
  return {
    making: {
      ...users,
      userGroup: pace.userGroupMs,
      serverlessCache: pace.cacheCreateMs,
      // Until Lambda can assume it.
      role: pace.rolePropagationMs,
      function: pace.functionCreateMs,
    },
    removing: {
      ...users,
      // AWS changes it when its cache is gone, and deletes it only then.
      userGroup: 2 * pace.userGroupMs,
      serverlessCache: pace.cacheDeleteMs,
      networkInterfaces: pace.networkInterfaceMs,
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
