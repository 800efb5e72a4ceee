import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../src/emulator/cache/certificate.js';
import { stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import { measureWays } from './workloads.js';
import type { Workspace } from './workspace.js';

/** Measures the milliseconds that each workload takes through the cache port, and through a plain Node TLS relay. */
export async function measureCachePort(workspace: Workspace): Promise<Measurement[]> {
  const local = ['--local', '--quiet', '--json'];
  const read = async (...args: string[]) =>
    JSON.parse((await workspace.run([...args, ...local])).stdout);
  const relay = await startRelay(workspace);
  try {
    await read('up');
    const { address, port } = (await read('status')).endpoint;
    const { token } = await read('token');
    const tls = ['--tls', '--insecure'];
    return await measureWays({
      name: 'cache port',
      own: [...tls, '-h', address, '-p', String(port), '--user', 'iam-user-01', '-a', token],
      peer: { name: 'plain TLS relay', args: [...tls, '-h', 'localhost', '-p', relay.port] },
    });
  } finally {
    await relay.close();
    await read('down');
  }
}

/** A relay in its own process: `node tls-relay.mjs FOLDER` passes bytes to the socket without reading them. */
const RELAY = join(import.meta.dirname, 'tls-relay.mjs');

/** Starts a `valkey-server` and a TLS relay to it. */
async function startRelay({ home }: Workspace) {
  const folder = join(home, 'rival');
  mkdirSync(folder);
  const { certificatePem, keyPem } = await createCertificate(folder);
  writeFileSync(join(folder, 'cert.pem'), certificatePem);
  writeFileSync(join(folder, 'key.pem'), keyPem, { mode: 0o600 });
  // Linux shares a busy machine between sessions, so both get their own, as the endpoint and its server do.
  const detached = { detached: true };
  const options = ['--port', '0', '--unixsocket', join(folder, 's'), '--save', '', '--dir', folder];
  const server = spawn('valkey-server', options, detached);
  const relay = spawn(process.execPath, [RELAY, folder], detached);
  const close = async () => {
    for (const child of [server, relay]) await stopProcess(child);
    rmSync(folder, { recursive: true });
  };
  try {
    const [port] = await Promise.all([
      waitForLine(relay, /^\d+$/m),
      waitForLine(server, /Ready to accept connections/),
    ]);
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}
