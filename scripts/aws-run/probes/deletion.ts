import { DeleteServerlessCacheCommand, DeleteUserGroupCommand } from '@aws-sdk/client-elasticache';
import {
  attempt,
  insist,
  isNotFound,
  isSettled,
  isWrongState,
  LAG_LIMIT_MS,
  type Probe,
  pollUntil,
} from '../probe.js';
import { readCache, readGroup } from './elasticache.js';

/** Deletes the group of a cache, and then the cache. */
export async function probeDeletion(probe: Probe): Promise<void> {
  await probeTiedGroup(probe);
  await probeCacheDeletion(probe);
  await probeGroupAfterCache(probe);
}

async function probeTiedGroup(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const command = new DeleteUserGroupCommand({ UserGroupId: names.group });
  const deleted = await attempt(target.clients.cache.send(command));
  if (deleted.code.startsWith('InvalidUserGroupState')) {
    journal.observe('tied-group-deletion', 'state-error');
  } else if (deleted.code.startsWith('InvalidParameterValue')) {
    journal.observe('tied-group-deletion', 'value-error');
  } else journal.miss('tied-group-deletion', 'The answer fits no alternative.');
}

async function probeCacheDeletion(probe: Probe): Promise<void> {
  const { journal, names } = probe;
  const first = await attempt(deleteCache(probe, names.cache));
  if (first.ok) return journal.observe('cache-deletion', 'accepted');
  const isDependency = first.code.startsWith('DependencyViolation');
  if (isDependency) journal.observe('cache-deletion', 'dependency-violation');
  else journal.miss('cache-deletion', 'The answer fits no alternative.');
  await insistOnCacheDeletion(probe, names.cache);
}

/** Deletes a cache, and repeats the call while AWS refuses it for its state. */
export async function insistOnCacheDeletion(probe: Probe, name: string): Promise<void> {
  const isTransient = ({ code }: { code: string }) =>
    code.startsWith('DependencyViolation') || isWrongState({ code });
  await insist(probe, () => deleteCache(probe, name), isTransient);
}

/** Reads the group as soon as its cache is gone. */
async function probeGroupAfterCache(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const startMs = target.now();
  // A read that lags may not find the changed cache, although it exists.
  await target.sleep(LAG_LIMIT_MS);
  await pollUntil(
    probe,
    () => readCache(probe, names.cache),
    (seen) => !seen.ok && isNotFound(seen),
  );
  journal.wait('cache-gone', target.now() - startMs);
  const first = await readGroup(probe);
  const caches = first.ok ? first.value?.ServerlessCaches : undefined;
  if (!caches) return journal.miss('group-after-cache', 'The answer fits no alternative.');
  journal.observe('group-after-cache', caches.length > 0 ? 'tied-longer' : 'released');
  const goneMs = target.now();
  await pollUntil(
    probe,
    () => readGroup(probe),
    (seen) =>
      seen.ok && isSettled(seen.value?.Status) && seen.value?.ServerlessCaches?.length === 0,
  );
  journal.wait('group-free', target.now() - goneMs);
}

function deleteCache({ target }: Probe, ServerlessCacheName: string): Promise<unknown> {
  return target.clients.cache.send(new DeleteServerlessCacheCommand({ ServerlessCacheName }));
}
