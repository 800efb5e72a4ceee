import { attempt, type Probe } from '../probe.js';
import { invokeProbe } from './function.js';

/** The address of the probes' cache. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const LIMIT_MS = 300_000;
const RETRY_MS = 2_000;

/**
 * Logs in with a password as soon as the cache has an address. It is no token, so a cache that is ready refuses
 * it without asking IAM.
 */
export async function probeNewPort(probe: Probe, address: Address): Promise<void> {
  const { target, journal, names } = probe;
  const startMs = target.now();
  const event = { ...address, commands: [['AUTH', names.users[0], 'no-token']] };
  while (target.now() - startMs < LIMIT_MS) {
    const tried = await attempt(invokeProbe(probe, event));
    const reply = tried.ok && tried.value.failure === null ? tried.value.replies[0] : undefined;
    if (reply !== undefined) judge(probe, reply);
    if (reply?.startsWith('-WRONGPASS')) break;
    await target.sleep(RETRY_MS);
  }
  journal.wait('first-login', target.now() - startMs);
  journal.miss('new-cache-port', 'The answer fits no alternative.');
}

/** The first reply decides. */
function judge({ journal }: Probe, reply: string): void {
  if (reply === '') journal.observe('new-cache-port', 'closes');
  else if (reply.includes('service is not available')) {
    journal.observe('new-cache-port', 'unavailable');
  } else if (reply.startsWith('-WRONGPASS')) journal.observe('new-cache-port', 'ready');
}
