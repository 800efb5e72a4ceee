import { toPollIntervalMs } from '../../../src/aws/wait.ts';
import { createPace } from '../../../src/emulator/state/pace.ts';
import { findBefore } from '../../../src/engine/destroy.ts';
import { blueprint } from '../../../src/resources/index.ts';

/** What a lab's steps have AWS do, in milliseconds: AWS's own waits, by step. */
function createWaits(factor) {
  const pace = createPace(factor);
  const making = {
    iamUser: pace.userMs,
    defaultUser: pace.userMs,
    userGroup: pace.userGroupMs,
    serverlessCache: pace.cacheCreateMs,
    // Until Lambda can assume it.
    role: pace.rolePropagationMs,
    function: pace.functionCreateMs,
  };
  const removing = {
    iamUser: pace.userMs,
    defaultUser: pace.userMs,
    // AWS first changes it, when its cache is gone, and only then deletes it.
    userGroup: 2 * pace.userGroupMs,
    serverlessCache: pace.cacheDeleteMs,
    networkInterfaces: pace.networkInterfaceMs,
  };
  return { pace, making, removing };
}

/** The longest chain of AWS's waits through the plan's graph: `up` and `down` cannot be quicker. */
export function findLongestChains(factor) {
  const { pace, making, removing } = createWaits(factor);
  const byName = new Map(blueprint.resources.map((step) => [step.name, step]));

  const madeAfter = memoize((name) => {
    const { dependsOn, uses = [], later = [] } = byName.get(name);
    const begun = findLongest([...dependsOn, ...uses].map(madeAfter));
    const made = extend(begun, name, making[name]);
    if (later.length === 0) return made;
    // It begins without them, and is updated when it and they are there.
    const complete = findLongest([made, ...later.map(madeAfter)]);
    return extend(complete, `${name} (update)`, pace.functionUpdateMs);
  });
  const goneAfter = memoize((name) => {
    const before = findBefore(byName.get(name), blueprint.resources);
    return extend(findLongest(before.map((step) => goneAfter(step.name))), name, removing[name]);
  });
  return {
    up: findLongest(blueprint.resources.map(({ name }) => madeAfter(name))),
    down: findLongest(blueprint.resources.map(({ name }) => goneAfter(name))),
    pace,
  };
}

/** How often a wait of so long is asked about. */
export function countReads(waitMs) {
  let reads = 1;
  for (let elapsedMs = 0; elapsedMs < waitMs; reads++) elapsedMs += toPollIntervalMs(elapsedMs);
  return reads;
}

function findLongest(chains) {
  return chains.reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, steps: [] });
}

function extend({ ms, steps }, name, waitMs = 0) {
  return waitMs > 0 ? { ms: ms + waitMs, steps: [...steps, name] } : { ms, steps };
}

function memoize(find) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}
