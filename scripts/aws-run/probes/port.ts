import type { AlternativeOf, AssumptionId } from '../../../src/emulator/index.js';
import { isUnavailableReply } from '../../../src/iam-auth/error.js';
import type { Command } from '../function/index.js';
import { signOddToken, type TokenValues } from '../function/token.js';
import { attempt, type Probe } from '../probe.js';
import { invokeProbe } from './function.js';
import type { Address } from './new-port.js';

/** A cache ends scripts after 5 seconds. */
const SCRIPT_TIMEOUT_MS = 30_000;
const ENDLESS = "while true do redis.call('ping') end";
const AHEAD_MS = 120_000;
const ATTEMPTS = 15;
const RETRY_MS = 2_000;

/** Logs in with right and odd tokens, and sends commands after a login. */
export async function probePort(probe: Probe, address: Address): Promise<void> {
  // Without an accepted login, a refusal of an odd token proves nothing.
  if ((await logIn(probe, address, toValues(probe))) !== 'accepted') return;
  await probeToken(probe, address, {
    ...{ id: 'resource-type', accepted: 'optional', refused: 'strict' },
    values: toValues(probe, { ResourceType: null }),
  });
  await probeToken(probe, address, {
    ...{ id: 'token-expires', accepted: 'leading-zeros', refused: 'strict' },
    values: toValues(probe, { 'X-Amz-Expires': '0900' }),
  });
  const ahead = toValues(probe);
  await probeToken(probe, address, {
    ...{ id: 'token-clock', accepted: 'minutes', refused: 'seconds' },
    values: { ...ahead, nowMs: ahead.nowMs + AHEAD_MS },
  });
  await probeSessionToken(probe, address);
  await probeCommands(probe, address);
}

interface OddToken<Id extends AssumptionId> {
  readonly id: Id;
  readonly accepted: AlternativeOf<Id>;
  readonly refused: AlternativeOf<Id>;
  readonly values: TokenValues;
}

async function probeToken<Id extends AssumptionId>(
  probe: Probe,
  address: Address,
  { id, accepted, refused, values }: OddToken<Id>,
): Promise<void> {
  const outcome = await logIn(probe, address, values);
  if (outcome === 'unclear') probe.journal.miss(id, 'The answer fits no alternative.');
  else probe.journal.observe(id, outcome === 'accepted' ? accepted : refused);
}

/** A function has temporary credentials, so the caller signs this token. */
async function probeSessionToken(probe: Probe, address: Address): Promise<void> {
  const keys = await probe.target.readKeys();
  const id = 'empty-session-token';
  if (keys.sessionToken) {
    return probe.journal.miss(
      id,
      'The caller has temporary credentials, and the probe needs an access key of a user.',
    );
  }
  const sign = (odd = {}) => {
    const values = toValues(probe, odd);
    return ['AUTH', values.userId, signOddToken(keys, values)];
  };
  const right = await logIn(probe, address, sign());
  const empty = await logIn(probe, address, sign({ 'X-Amz-Security-Token': '' }));
  if (right !== 'accepted' || empty === 'unclear') {
    return probe.journal.miss(id, 'The answer fits no alternative.');
  }
  probe.journal.observe(id, empty);
}

/** Sends restricted commands, and at last a script that does not end. */
async function probeCommands(probe: Probe, address: Address): Promise<void> {
  const { journal } = probe;
  const config = await sendAfterLogin(probe, address, ['CONFIG', 'GET', 'maxmemory']);
  if (/unknown command/i.test(config)) journal.observe('restricted-commands', 'unknown');
  else if (config.startsWith('-NOPERM')) journal.observe('restricted-commands', 'no-permission');
  else journal.miss('restricted-commands', 'The answer fits no alternative.');

  const setInfo = await sendAfterLogin(probe, address, ['CLIENT', 'SETINFO', 'LIB-NAME', 'probe']);
  if (setInfo.startsWith('+OK')) journal.observe('client-setinfo', 'allowed');
  else if (setInfo.startsWith('-NOPERM')) journal.observe('client-setinfo', 'refused');
  else journal.miss('client-setinfo', 'The answer fits no alternative.');

  const script = await sendAfterLogin(probe, address, ['EVAL', ENDLESS, '0'], SCRIPT_TIMEOUT_MS);
  if (script === '') journal.observe('killed-scripts', 'closed');
  else if (script.includes('SCRIPT KILL')) journal.observe('killed-scripts', 'valkey-words');
  else journal.miss('killed-scripts', 'The answer fits no alternative.');
}

/** Logs in until the cache checks the login. */
async function logIn(
  probe: Probe,
  address: Address,
  login: Command,
): Promise<'accepted' | 'refused' | 'unclear'> {
  const [reply = ''] = await converse(probe, { ...address, commands: [login] });
  if (reply.startsWith('+OK')) return 'accepted';
  return /^-(WRONGPASS|NOAUTH)|invalid-iam-credentials/.test(reply) ? 'refused' : 'unclear';
}

/** Logs in and sends a command. Returns the reply: '' if the cache closes the connection. */
async function sendAfterLogin(
  probe: Probe,
  address: Address,
  command: readonly string[],
  timeoutMs?: number,
): Promise<string> {
  const commands = [toValues(probe), command];
  const event = { ...address, commands, ...(timeoutMs && { timeoutMs }) };
  const [login = '', reply = 'nothing'] = await converse(probe, event);
  return login.startsWith('+OK') ? reply : 'nothing';
}

/** Sends the commands until the cache checks the login. Returns the replies. */
async function converse(
  probe: Probe,
  event: Parameters<typeof invokeProbe>[1],
): Promise<readonly string[]> {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    const tried = await attempt(invokeProbe(probe, event));
    const isReply = tried.ok && tried.value.failure === null;
    if (isReply && !isUnavailableReply(tried.value.replies[0] ?? '')) return tried.value.replies;
    await probe.target.sleep(RETRY_MS);
  }
  return [];
}

function toValues({ target, names }: Probe, odd: TokenValues['odd'] = {}): TokenValues {
  const [userId] = names.users;
  return { cacheName: names.cache, userId, region: target.region, nowMs: target.now(), odd };
}
