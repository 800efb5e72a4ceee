import { once } from 'node:events';
import { connect } from 'node:tls';
import { attempt, isSettled, type Probe, pollUntil } from '../probe.js';
import { createCache } from './cache.js';
import { readCache } from './elasticache.js';
import type { Address } from './new-port.js';

/** What makes a cache public: it needs version 9 of Valkey or a later one (F11.1). */
export const PUBLIC = { ConnectionType: 'public', MajorEngineVersion: '9' } as const;

/** More commands than a connection without a login may send, by either alternative. */
const MOST_COMMANDS = 20;
const SILENT_AFTER_MS = 10_000;

/** Creates a public cache with a group and one without, and sends commands to the port of the first. */
export async function probePublicCaches(probe: Probe): Promise<void> {
  await probeWithoutGroup(probe);
  const address = await probeEndpoint(probe);
  if (address) await probeStrangers(probe, address);
}

async function probeWithoutGroup(probe: Probe): Promise<void> {
  const { journal, names } = probe;
  const input = { ServerlessCacheName: names.publicCacheAlone, ...PUBLIC };
  const created = await attempt(createCache(probe, input));
  const group = created.ok ? created.value.ServerlessCache?.UserGroupId : undefined;
  const isRefused = !created.ok && created.code.startsWith('InvalidParameter');
  const isReadyMade = group === 'default.iam-user-group';
  journal.judge(
    'public-without-group',
    isRefused ? 'refused' : isReadyMade ? 'ready-made' : undefined,
  );
}

/** Creates a public cache, and waits until it can be used. Returns its address, if it has one by then. */
async function probeEndpoint(probe: Probe): Promise<Address | undefined> {
  const { target, journal, names } = probe;
  const input = { ServerlessCacheName: names.publicCache, UserGroupId: names.group, ...PUBLIC };
  const created = await attempt(createCache(probe, input));
  if (!created.ok) {
    // This account or this region has no public endpoints.
    journal.miss('public-endpoint', 'The answer fits no alternative.');
    journal.miss('unauthenticated-commands', 'The cache could not be reached in time.');
    return undefined;
  }
  const createdMs = target.now();
  const { value: cache } = await pollUntil(
    probe,
    () => readCache(probe, names.publicCache),
    (seen) => seen.ok && isSettled(seen.value?.Status) && seen.value?.Endpoint !== undefined,
  );
  journal.wait('public-cache-available', target.now() - createdMs);
  const isAtOnce = created.value.ServerlessCache?.Endpoint?.Address !== undefined;
  journal.observe('public-endpoint', isAtOnce ? 'at-once' : 'with-status');
  const { Address: host = '', Port: port = 0 } = (cache.ok && cache.value?.Endpoint) || {};
  return { host, port };
}

/** Counts the commands that the cache answers to this computer, which does not log in. */
async function probeStrangers(probe: Probe, address: Address): Promise<void> {
  const { journal } = probe;
  const answered = await countAnswers({ ...address, ca: probe.target.ca }).catch(() => 0);
  if (answered === 0) {
    return journal.miss('unauthenticated-commands', 'The cache could not be reached in time.');
  }
  journal.judge(
    'unauthenticated-commands',
    answered === 10 ? 'ten' : answered === 3 ? 'three' : undefined,
  );
}

/** Sends PING until the cache closes the connection. Returns how many replies came. Throws the error of a connection that fails. */
async function countAnswers(address: Address & { ca: string | undefined }): Promise<number> {
  const socket = connect({ ...address, minVersion: 'TLSv1.3', timeout: SILENT_AFTER_MS });
  socket.on('timeout', () => socket.destroy());
  await once(socket, 'secureConnect');
  // An error while commands are sent is how the cache closes the connection, too.
  socket.on('error', () => {});
  let answered = 0;
  socket.write('PING\r\n');
  const answers: AsyncIterable<Buffer> = socket.iterator({ destroyOnReturn: true });
  try {
    for await (const reply of answers) {
      answered += reply.toString('latin1').split('-NOAUTH').length - 1;
      if (answered >= MOST_COMMANDS) break;
      socket.write('PING\r\n');
    }
  } catch {
    return answered;
  }
  return answered;
}
