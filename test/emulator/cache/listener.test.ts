import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAdmission, LOGIN_LIMIT_MS } from '../../../src/emulator/cache/admission.js';
import { type Certificate, createCertificate } from '../../../src/emulator/cache/certificate.js';
import { type Listener, listen } from '../../../src/emulator/cache/listener.js';
import { toRawClient } from './support/raw-client.js';

describe('the listener', () => {
  let folder: string;
  let certificate: Certificate;
  let listener: Listener;
  const log: string[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'listener-test-'));
    certificate = await createCertificate(folder);
    log.length = 0;
  });
  afterEach(async () => {
    vi.useRealTimers();
    await listener.close();
    rmSync(folder, { recursive: true });
  });

  const start = async (maxClients: number) => {
    const accept = (client: TLSSocket, welcome: () => void) => {
      welcome();
      client.pipe(client);
    };
    listener = await listen(certificate, {
      ...{ minTls: 'TLSv1.2', maxClients, accept, isAway: () => false },
      tooManyClients: () => 'ERR max number of clients reached',
      log: (line) => log.push(line),
    });
  };
  const open = async () => {
    const ca = readFileSync(certificate.caFile);
    const address = { host: '127.0.0.1', port: listener.port };
    const socket = connect({ ...address, ca, servername: 'localhost' });
    await once(socket, 'secureConnect');
    return toRawClient(socket);
  };

  test("refuses too many clients with Valkey's error, until a client disconnects", async () => {
    await start(2);
    const clients = [await open(), await open()];
    for (const client of clients) {
      client.write('here');
      await client.readUntil('here');
    }

    const refused = await open();
    expect(await refused.readAll()).toBe('-ERR max number of clients reached\r\n');
    expect(log).toEqual(['refused a client: 2 are already connected.']);
    clients[0]?.socket.destroy();

    await vi.waitFor(async () => {
      const next = await open();
      next.write('here');
      await next.readUntil('here');
    });
  });

  test('closes a connection without a login after 60 s, and keeps a welcome connection', async () => {
    await start(1);
    const admission = createAdmission((line) => log.push(line));
    const [stranger, guest] = await Promise.all(
      [1, 2].map(async () => {
        const socket = connectPlain(listener.port, '127.0.0.1').on('error', () => {});
        await once(socket, 'connect');
        return socket;
      }),
    );
    if (!stranger || !guest) throw new Error('Two clients should be connected.');
    vi.useFakeTimers();
    // The test passes the client's own end instead of the server's: both ends have a remote port.
    Object.defineProperty(stranger, 'remotePort', { value: 1 });
    Object.defineProperty(guest, 'remotePort', { value: 2 });
    admission.arrive(stranger);
    admission.arrive(guest);
    admission.welcome(2);

    vi.advanceTimersByTime(LOGIN_LIMIT_MS);

    expect([stranger.destroyed, guest.destroyed]).toEqual([true, false]);
    expect(log).toEqual(['closed a connection: no login within 60 s.']);
    guest.destroy();
  });
});
