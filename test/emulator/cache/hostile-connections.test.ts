import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toRequest } from '../../../src/emulator/cache/resp/command.js';
import { type CacheLab, startCacheLab } from './support/cache-lab.js';
import type { RawClient } from './support/raw-client.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MEGABYTE = 1024 * 1024;
/** The beginning of a TLS record whose ClientHello never arrives. */
const HALF_HELLO = Buffer.from('16030102000100', 'hex');
const PING = toRequest(['PING']);
const LONG_LOGIN = Buffer.concat([
  Buffer.from('*10\r\n$4\r\nAUTH\r\n'),
  ...Array.from({ length: 8 }, () => Buffer.from(`$16384\r\n${'x'.repeat(16_384)}\r\n`)),
]);

describe('hostile clients', () => {
  let lab: CacheLab;
  let witness: RawClient;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    lab = await startCacheLab();
    witness = await lab.logIn();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await lab.close();
  });

  let asked = 0;

  /** Checks that the cache still serves another client. */
  async function callWitness(): Promise<void> {
    lab.log.length = 0; // Each refused login has written a line.
    asked += 1;
    const text = `question ${asked};`;
    witness.send('ECHO', text);
    await witness.readUntil(text);
  }

  async function openPlain(): Promise<Socket> {
    const socket = connect(Number(lab.cache.port), '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  async function openTls(): Promise<Socket> {
    const { socket } = await lab.raw();
    sockets.push(socket);
    return socket;
  }

  /** The actions after which a client disappears, waits, or ends. */
  const behaviours: Readonly<Record<string, (bytes: Buffer) => Promise<Socket>>> = {
    async plainTcp(bytes) {
      const socket = await openPlain();
      socket.write(bytes);
      return socket;
    },
    async silentTcp() {
      return openPlain();
    },
    async halfHandshake() {
      const socket = await openPlain();
      socket.write(HALF_HELLO);
      return socket;
    },
    async resetInTheHandshake() {
      const socket = await openPlain();
      socket.write(HALF_HELLO);
      return socket.resetAndDestroy();
    },
    async silentTls() {
      return openTls();
    },
    async bytes(bytes) {
      const socket = await openTls();
      socket.write(bytes);
      return socket;
    },
    async nothingAndEnd() {
      const socket = await openTls();
      return socket.end();
    },
    async bytesAndEnd(bytes) {
      const socket = await openTls();
      return socket.end(bytes);
    },
    async bytesAndGone(bytes) {
      const socket = await openTls();
      socket.write(bytes);
      return socket.destroy();
    },
    async requestsWithoutReading() {
      const socket = await openTls();
      socket.pause();
      socket.write(Buffer.concat(Array.from({ length: 2_000 }, () => PING)));
      return socket;
    },
    async halfALogin() {
      const socket = await openTls();
      socket.write(LONG_LOGIN);
      return socket;
    },
  };
  const visits = fc.array(
    fc.record({
      behaviour: fc.constantFrom(...Object.keys(behaviours)),
      bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    }),
    { minLength: 1, maxLength: 12 },
  );

  test('do not disturb other clients, and leave no connection or file open', async () => {
    await callWitness();
    const before = { files: countOpenFiles(), clients: await countServerClients() };

    await fc.assert(
      fc.asyncProperty(visits, async (list) => {
        await Promise.all(list.map(({ behaviour, bytes }) => behaviours[behaviour]?.(bytes)));
        await callWitness();
        for (const socket of sockets.splice(0)) socket.destroy();
        await callWitness();
      }),
      { numRuns: 40 },
    );

    await vi.waitFor(
      async () => {
        const after = { files: countOpenFiles(), clients: await countServerClients() };
        expect(after.clients).toBeLessThanOrEqual(before.clients);
        expect(after.files).toBeLessThanOrEqual(before.files);
      },
      { timeout: 10_000, interval: 20 },
    );
  });

  async function countServerClients(): Promise<number> {
    asked += 1;
    witness.send('INFO', 'clients');
    witness.send('ECHO', `counted ${asked};`);
    const replies = await witness.readUntil(`counted ${asked};`);
    return Number(/.*connected_clients:(\d+)/s.exec(replies)?.[1]);
  }

  describe('cannot make the cache keep many bytes before a login', () => {
    // Buffers of the sockets and of the server take some 45 MB on a busy machine. All that is sent is far more.
    const LIMIT_MEGABYTES = 80;
    const TOTAL = 128 * MEGABYTE;
    const ATTACKERS = 2;
    const LINE = Buffer.alloc(MEGABYTE, 'x');
    const floods: Readonly<Record<string, Buffer>> = {
      'requests whose replies are not read': Buffer.concat(
        Array.from({ length: 50_000 }, () => PING),
      ),
      'a line without an end': LINE,
      'blanks without an end': Buffer.alloc(MEGABYTE, ' '),
      'arguments of the greatest length': Buffer.concat([
        Buffer.from('*1\r\n$536870912\r\n'),
        LINE,
      ]),
      'a request with the most arguments': Buffer.concat([Buffer.from('*2147483647\r\n'), LINE]),
      'empty arrays': Buffer.from('*0\r\n'.repeat(200_000)),
      'logins with the longest arguments': LONG_LOGIN,
    };

    test.each(Object.keys(floods))('%s', async (kind) => {
      const chunk = floods[kind] ?? LINE;
      await callWitness();
      const before = readMemory(lab.folder);

      const attackers = await Promise.all(Array.from({ length: ATTACKERS }, openTls));
      for (const attacker of attackers) attacker.pause();
      await Promise.all(attackers.map((attacker) => flood(attacker, chunk)));

      expect(readMemory(lab.folder) - before).toBeLessThan(LIMIT_MEGABYTES);
      await callWitness();
    });

    /** Sends until all is sent, the connection closes, or sending stops while other clients are served. */
    async function flood(socket: Socket, chunk: Buffer): Promise<void> {
      for (let sent = 0; sent < TOTAL / ATTACKERS && socket.writable; sent += chunk.length) {
        if (socket.write(chunk)) continue;
        for (let calls = 0; socket.writableNeedDrain && socket.writable; calls += 1) {
          if (calls > 400) return;
          await callInTurn();
        }
      }
      await nextTurn();
    }
  });

  let turn: Promise<void> | undefined;

  /** All waiting clients share one call. */
  function callInTurn(): Promise<void> {
    turn ??= callWitness().finally(() => {
      turn = undefined;
    });
    return turn;
  }
});

/** Counts this process's descriptors. */
function countOpenFiles(): number {
  return readdirSync(process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd').length;
}

/** Returns the megabytes that this process keeps after garbage collection, and those of the server in this folder. */
function readMemory(folder: string): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'rss=,args='], { encoding: 'utf8' });
  const line = lines.split('\n').find((text) => text.includes(`unixsocket:${folder}`));
  if (!line) throw new Error('The server was not found.');
  return Number.parseInt(line, 10) / 1024 + (heapUsed + external) / MEGABYTE;
}
