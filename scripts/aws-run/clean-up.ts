import { DeleteNetworkInterfaceCommand } from '@aws-sdk/client-ec2';
import {
  attempt,
  insist,
  isNotFound,
  isWrongState,
  LAG_LIMIT_MS,
  type Probe,
  ProbeTimeoutError,
  pollUntil,
} from './probe.js';
import { findInterfaces } from './probes/interfaces.js';
import { listRemovals, type Removal, type Tags } from './removals.js';

const TRANSIENT = /DependencyViolation|DeleteConflict|ResourceConflict/;
/** Network interfaces can stay this long. */
const LIMIT_MS = 2_700_000;
const LOOK_EVERY_MS = 10_000;
const MOST_LOOKS = 8;

/**
 * Deletes what the probes made. Looks again until it finds nothing, because AWS may hide what changed last. Returns the
 * names of what is left: a resource without the run's tags belongs to another user.
 */
export async function cleanUp(probe: Probe): Promise<string[]> {
  for (let left = MOST_LOOKS; ; left -= 1) {
    const { removed, kept } = await removeAll(probe);
    if (left === 0 || (removed === 0 && left < MOST_LOOKS)) return kept;
    await probe.target.sleep(LAG_LIMIT_MS);
  }
}

async function removeAll(probe: Probe): Promise<{ removed: number; kept: string[] }> {
  const kept: string[] = [];
  let removed = 0;
  for (const stage of listRemovals(probe)) {
    if (stage === 'network interfaces') {
      await removeInterfaces(probe);
      continue;
    }
    const before = removed;
    // At once, because each cache takes minutes.
    await Promise.all(
      stage.map(async (removal) => {
        if (!(await removal.exists())) return;
        if (await removeOwn(probe, removal)) removed += 1;
        else kept.push(removal.name);
      }),
    );
    // The next stage must see what this one changed.
    if (removed > before) await probe.target.sleep(LAG_LIMIT_MS);
  }
  return { removed, kept };
}

/** Deletes a resource with the run's tags, and waits until it is gone. Returns false if it is foreign. */
async function removeOwn(probe: Probe, removal: Removal): Promise<boolean> {
  const tags = await findTags(probe, removal);
  if (!tags) return true;
  if (Object.entries(probe.tags).some(([key, value]) => tags[key] !== value)) return false;
  try {
    await insist(probe, () => removal.remove(), isTransient, LIMIT_MS);
  } catch (error) {
    if (!(error instanceof Error && isNotFound({ code: error.name }))) throw error;
  }
  const isGone = (exists: boolean) => !exists;
  await pollUntil(probe, () => removal.exists(), isGone, {
    everyMs: LOOK_EVERY_MS,
    limitMs: LIMIT_MS,
  });
  return true;
}

/**
 * Reads the tags of a resource. One that is changing does not show them, and new tags can be late. Returns undefined
 * when the resource is gone.
 */
async function findTags(probe: Probe, removal: Removal): Promise<Tags | undefined> {
  const { target } = probe;
  const startMs = target.now();
  while (await removal.exists()) {
    const read = await attempt(removal.readTags());
    if (!read.ok && !isWrongState(read) && !isNotFound(read)) throw read.error;
    const elapsedMs = target.now() - startMs;
    const isFinal = read.ok && (Object.keys(read.value).length > 0 || elapsedMs > LAG_LIMIT_MS);
    if (isFinal) return read.value;
    if (elapsedMs > LIMIT_MS) throw new ProbeTimeoutError(`Waited for ${elapsedMs} ms.`);
    await target.sleep(2_000);
  }
  return undefined;
}

/** Deletes the interfaces of the probes' functions as soon as Lambda has released them (F6.9). */
async function removeInterfaces(probe: Probe): Promise<void> {
  const { ec2 } = probe.target.clients;
  const read = async () => {
    const found = await findInterfaces(probe);
    for (const { NetworkInterfaceId, Status } of found) {
      if (Status !== 'available') continue;
      const remove = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId });
      await insist(probe, () => ec2.send(remove), isTransient).catch(() => {
        // Lambda deletes it as well. The next look shows whether it is gone.
      });
    }
    return found.length;
  };
  await pollUntil(probe, read, (left) => left === 0, {
    everyMs: LOOK_EVERY_MS,
    limitMs: LIMIT_MS,
  });
}

function isTransient(refusal: { code: string; message: string }): boolean {
  return isWrongState(refusal) || TRANSIENT.test(refusal.code) || /in use/.test(refusal.message);
}
