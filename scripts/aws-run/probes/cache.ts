import {
  CreateServerlessCacheCommand,
  ModifyServerlessCacheCommand,
  ModifyUserGroupCommand,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache';
import type { CreateCacheInput } from '../../../src/aws/connection-type.js';
import {
  attempt,
  isSettled,
  LAG_LIMIT_MS,
  type Probe,
  pollUntil,
  type Tried,
  toTagList,
} from '../probe.js';
import { insistOnLinkedRole, readCache, readGroup, readTags } from './elasticache.js';
import { type Address, probeNewPort } from './new-port.js';

/** Without a change for this time, a group and its cache have settled. */
const WATCH_MS = 30_000;

/** Creates the cache of the probes, and follows it until it can be used. */
export async function probeCache(
  probe: Probe,
  { subnetIds }: { subnetIds: readonly string[] },
): Promise<Address> {
  const { target, journal, names } = probe;
  const create = () =>
    createCache(probe, { ServerlessCacheName: names.cache, UserGroupId: names.group });
  const created = await insistOnLinkedRole(probe, create);
  const createdMs = target.now();
  // A group that changes may do so for seconds only, so this comes first.
  await watchGroup(probe);
  await probeUnsettledCache(probe, created.ServerlessCache?.ARN ?? '');
  await probeInputs(probe, created.ServerlessCache?.SubnetIds ?? subnetIds);
  const read = () => readCache(probe, names.cache);
  const { value: first } = await pollUntil(
    probe,
    read,
    (seen) => seen.ok && isSettled(seen.value?.Status),
  );
  journal.wait('cache-available', target.now() - createdMs);
  const hasEndpoint = first.ok && first.value?.Endpoint?.Port !== undefined;
  journal.observe('cache-endpoint', hasEndpoint ? 'with-status' : 'late');
  const { value: cache } = await pollUntil(
    probe,
    read,
    (seen) => seen.ok && hasAddress(seen.value),
    {
      everyMs: 1_000,
    },
  );
  journal.wait('cache-endpoint', target.now() - createdMs);
  const endpoint = cache.ok ? cache.value?.Endpoint : undefined;
  const address = { host: endpoint?.Address ?? '', port: endpoint?.Port ?? 0 };
  await probeNewPort(probe, address);
  await probeNamesOfCaches(probe);
  return address;
}

/** Adds a user to the group of the cache, and watches the cache. */
export async function probeGroupChange(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const change = { UserGroupId: names.group, UserIdsToAdd: [names.users[1]] };
  await target.clients.cache.send(new ModifyUserGroupCommand(change));
  const startMs = target.now();
  let isModifying = false;
  let changeMs = 0;
  const watch = async () => {
    const [cache, group] = await Promise.all([readCache(probe, names.cache), readGroup(probe)]);
    const elapsedMs = target.now() - startMs;
    if (isChanging(cache)) isModifying = true;
    if (isChanging(cache) || isChanging(group)) changeMs = elapsedMs;
    return elapsedMs - changeMs;
  };
  await pollUntil(probe, watch, (quietMs) => quietMs >= WATCH_MS);
  journal.observe('caches-of-group', isModifying ? 'modifying' : 'available');
  journal.wait('group-change', changeMs);
}

/** Creates a small cache with the run's tags. `client` signs the call. */
export function createCache(
  { target, tags }: Probe,
  input: Omit<CreateCacheInput, 'Engine'>,
  client = target.clients.cache,
) {
  const limits = {
    CacheUsageLimits: {
      DataStorage: { Maximum: 1, Unit: 'GB' as const },
      ECPUPerSecond: { Maximum: 1_000 },
    },
  };
  const command = new CreateServerlessCacheCommand({
    ...{ Engine: 'valkey', Tags: toTagList(tags), ...limits },
    ...input,
  });
  return client.send(command);
}

/** Creates a cache with a long name, and one with a single subnet. */
async function probeInputs(probe: Probe, subnetIds: readonly string[]): Promise<void> {
  const { journal, names } = probe;
  const isInvalid = (code: string) => code.startsWith('InvalidParameter');
  const long = { ServerlessCacheName: names.longCache, SubnetIds: subnetIds.slice(0, 2) };
  const longNamed = await attempt(createCache(probe, long));
  if (longNamed.ok) journal.observe('name-length', 'unlimited');
  else if (isInvalid(longNamed.code)) journal.observe('name-length', 'forty');
  else journal.miss('name-length', 'The answer fits no alternative.');

  const one = { ServerlessCacheName: names.oneSubnetCache, SubnetIds: subnetIds.slice(0, 1) };
  const withOne = await attempt(createCache(probe, one));
  if (withOne.ok) journal.observe('cache-subnets', 'any');
  else if (isInvalid(withOne.code)) journal.observe('cache-subnets', 'two-or-three-zones');
  else journal.miss('cache-subnets', 'The answer fits no alternative.');
}

/** Reads the group of a cache that is being created, until reads show the changes of the create call. */
async function watchGroup(probe: Probe): Promise<void> {
  const { target, journal } = probe;
  const startMs = target.now();
  let isModifying = false;
  while (target.now() - startMs < LAG_LIMIT_MS) {
    if (isChanging(await readGroup(probe))) isModifying = true;
    await target.sleep(1_000);
  }
  journal.observe('attached-group', isModifying ? 'modifying' : 'active');
}

async function probeRefusal({ target, journal, names }: Probe): Promise<void> {
  const command = new ModifyServerlessCacheCommand({
    ServerlessCacheName: names.cache,
    Description: 'A probe of valkey-lab',
  });
  const changed = await attempt(target.clients.cache.send(command));
  const isState = changed.code.startsWith('InvalidServerlessCacheState');
  const isValue = changed.code.startsWith('InvalidParameterValue');
  journal.judge('state-refusals', isState ? 'state-errors' : isValue ? 'value-errors' : undefined);
}

/** Reads the status and the tags of a cache that is being created, and tries to change it. */
async function probeUnsettledCache(probe: Probe, arn: string): Promise<void> {
  const { journal, names } = probe;
  const seen = await readCache(probe, names.cache);
  const tags = await readTags(probe, arn);
  if (!seen.ok || !seen.value || isSettled(seen.value.Status)) {
    for (const id of ['elasticache-statuses', 'unsettled-tags', 'state-refusals'] as const) {
      journal.miss(id, 'The resource changed before the probe could look.');
    }
    return;
  }
  await probeRefusal(probe);
  const { Status } = seen.value;
  if (Status === undefined) journal.observe('elasticache-statuses', 'missing');
  else if (Status === 'creating') journal.observe('elasticache-statuses', 'documented');
  else if (Status === 'CREATING') journal.observe('elasticache-statuses', 'upper-case');
  else journal.observe('elasticache-statuses', 'undocumented');

  const shown = tags.ok ? (tags.value.TagList ?? []).length : 0;
  if (tags.ok) return journal.observe('unsettled-tags', shown > 0 ? 'shown' : 'empty');
  const isUsual = tags.code.startsWith('InvalidServerlessCacheState');
  journal.observe('unsettled-tags', isUsual ? 'refused' : 'other-code');
}

/** Reads whether the group names its caches by name or by ARN. */
async function probeNamesOfCaches(probe: Probe): Promise<void> {
  const { target, journal } = probe;
  await target.sleep(LAG_LIMIT_MS);
  const { value: group } = await pollUntil(
    probe,
    () => readGroup(probe),
    (seen) => seen.ok && (seen.value?.ServerlessCaches ?? []).length > 0,
  );
  const [name = ''] = group.ok ? (group.value?.ServerlessCaches ?? []) : [];
  journal.observe('group-caches', name.startsWith('arn:') ? 'arns' : 'names');
}

function isChanging(seen: Tried<{ readonly Status?: string | undefined } | undefined>): boolean {
  return seen.ok && seen.value !== undefined && !isSettled(seen.value.Status);
}

function hasAddress(cache: ServerlessCache | undefined): boolean {
  return cache?.Endpoint?.Port !== undefined;
}
