import type { CACHE_PORT } from '../../../src/emulator/state/assumptions/cache-port.js';
import { connectToCache, makeCache, toTokenDate } from './support/cache-client.js';
import type { AssumptionLab } from './support/lab.js';
import { playAlternatives, type Scenarios } from './support/scenario.js';

type Ids = keyof typeof CACHE_PORT;

const WRONGPASS = '-WRONGPASS invalid username-password pair or user is disabled.';
const LIMIT = '-ERR Exceeded limit of IAM Authentication requests';
const UNAVAILABLE = '-ERR service is not available';
/** More than one lag with the pace `instant`. */
const LATER_MS = 1_001;
const PUBLIC = { ConnectionType: 'public' };
/** Runs for longer than the 5 seconds that AWS allows. */
const ENDLESS = "while true do redis.call('ping') end";

/** Logs in twice on one connection, once on another, and again on the first. */
async function logInFourTimes(lab: AssumptionLab): Promise<string[]> {
  using first = await connectToCache(lab);
  using second = await connectToCache(lab);
  return [await first.logIn(), await first.logIn(), await second.logIn(), await first.logIn()];
}

playAlternatives<Ids>({
  'resource-type': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      const reply = await client.logInWithoutType();
      return [reply, lab.log.some((line) => line.includes('AWS may refuse it'))];
    },
    expected: { optional: ['+OK', true], strict: [WRONGPASS, false] },
  },
  'token-expires': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      return await client.logIn({ 'X-Amz-Expires': '0900' });
    },
    expected: { strict: WRONGPASS, 'leading-zeros': '+OK' },
  },
  'token-clock': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      return await client.logIn({ 'X-Amz-Date': toTokenDate(lab.emulator.clock.now() + 120_000) });
    },
    expected: { seconds: WRONGPASS, minutes: '+OK' },
  },
  'empty-session-token': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      return await client.logIn({ 'X-Amz-Security-Token': '' });
    },
    expected: { refused: WRONGPASS, accepted: '+OK' },
  },
  'iam-logins': {
    see: async (lab) => {
      await makeCache(lab);
      const first = await logInFourTimes(lab);
      lab.emulator.advance(LATER_MS);
      return [...first, ...(await logInFourTimes(lab))];
    },
    expected: {
      unlimited: ['+OK', '+OK', '+OK', '+OK', '+OK', '+OK', '+OK', '+OK'],
      throttled: [...['+OK', LIMIT, UNAVAILABLE, LIMIT], ...['+OK', LIMIT, UNAVAILABLE, LIMIT]],
      unavailable: [
        ...[UNAVAILABLE, '+OK', '+OK', '-ERR IAM Authentication service is not available'],
        ...['+OK', '+OK', UNAVAILABLE, '+OK'],
      ],
    },
  },
  'new-cache-port': {
    see: async (lab) => {
      await makeCache(lab);
      using first = await connectToCache(lab);
      const reply = await first.logIn();
      lab.emulator.advance(LATER_MS);
      using later = await connectToCache(lab);
      return [reply, await later.logIn()];
    },
    expected: {
      ready: ['+OK', '+OK'],
      closes: ['closed', '+OK'],
      unavailable: [UNAVAILABLE, '+OK'],
    },
  },
  'unauthenticated-commands': {
    see: async (lab) => {
      await makeCache(lab, PUBLIC);
      using client = await connectToCache(lab);
      for (let sent = 1; sent < 20; sent += 1) {
        if ((await client.send('PING')) === 'closed') return sent - 1;
      }
      return 'stays';
    },
    expected: { ten: 10, three: 3 },
  },
  'restricted-commands': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      await client.logIn();
      const replies = [
        await client.send('CONFIG', 'GET', 'maxmemory'),
        await client.send('KEYS', '*'),
        await client.send('PING'),
      ];
      return replies.map((reply) => reply.split(' ')[0]);
    },
    expected: {
      unknown: ['-ERR', '-ERR', '+PONG'],
      'no-permission': ['-NOPERM', '-NOPERM', '+PONG'],
    },
  },
  'client-setinfo': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      await client.logIn();
      return (await client.send('CLIENT', 'SETINFO', 'LIB-NAME', 'a')).split(' ')[0];
    },
    expected: { allowed: '+OK', refused: '-NOPERM' },
  },
  'killed-scripts': {
    see: async (lab) => {
      await makeCache(lab);
      using client = await connectToCache(lab);
      await client.logIn();
      const reply = await client.send('EVAL', ENDLESS, '0');
      return reply.includes('SCRIPT KILL') ? 'its words' : reply;
    },
    expected: { 'valkey-words': 'its words', closed: 'closed' },
  },
  'cache-without-server': {
    see: async (lab) => {
      await makeCache(lab);
      const { elasticache } = lab.emulator.state.region('us-east-1');
      for (const cache of elasticache.caches.values()) cache.isServerDown = true;
      return (await lab.describeCache())?.Status;
    },
    expected: { modifying: 'modifying', available: 'available' },
  },
} satisfies Scenarios<Ids>);
