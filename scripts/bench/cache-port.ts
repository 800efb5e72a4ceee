import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from '../../src/emulator/cache/certificate.js';
import { execute, stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

/** Goal: time through the cache port, relative to a relay that does not parse the traffic. */
const GOAL = 1.15;
/**
 * Number of pairs (port, relay) for each workload. A single short measurement varies by 30 % on a small machine,
 * depending on which processors run the client, the port and the server. The median of many pairs is stable.
 */
const TURNS = 4;

/** Options of `valkey-benchmark` for each workload. */
const WORKLOADS = [
  { name: 'GET, 1 client', requests: 5_000, options: ['-t', 'get', '-c', '1'] },
  { name: 'GET, 50 clients', requests: 20_000, options: ['-t', 'get', '-c', '50'] },
  { name: 'pipelined SET', requests: 200_000, options: ['-t', 'set', '-c', '20', '-P', '32'] },
  { name: 'GET of 100 KB', requests: 3_000, options: ['-t', 'get', '-c', '20', '-d', '100000'] },
  { name: 'SET of 100 KB', requests: 3_000, options: ['-t', 'set', '-c', '20', '-d', '100000'] },
] as const;

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
    return await measureWays({
      port: ['-h', address, '-p', String(port), '--user', 'iam-user-01', '-a', token],
      relay: ['-h', 'localhost', '-p', relay.port],
    });
  } finally {
    await relay.close();
    await read('down');
  }
}

async function measureWays(ways: {
  readonly port: readonly string[];
  readonly relay: readonly string[];
}): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name, requests, options } of WORKLOADS) {
    const measure = (way: readonly string[]) => benchmark([...way, ...options], requests);
    for (const way of [ways.port, ways.relay]) {
      const fill = options.map((option) => (option === 'get' ? 'set' : option));
      await benchmark([...way, ...fill], 100); // a GET needs a value
      await measure(way); // compiles the code
    }
    for (let turn = 0; turn < TURNS; turn++) {
      // Alternate the order, because a busy second must not always hit the same one.
      const isBack = turn % 2 === 1;
      const early = await measure(isBack ? ways.relay : ways.port);
      const late = await measure(isBack ? ways.port : ways.relay);
      measurements.push({
        name: `cache port: ${name} (${requests} requests)`,
        ...{ unit: 'ms', goal: { ratio: GOAL } },
        value: isBack ? late : early,
        peer: { name: 'plain TLS relay', value: isBack ? early : late },
      });
    }
  }
  return measurements;
}

async function benchmark(args: readonly string[], requests: number): Promise<number> {
  const tls = ['--tls', '--insecure', '--csv'];
  const { stdout } = await execute('valkey-benchmark', [...tls, ...args, '-n', String(requests)]);
  const perSecond = Number(/^"(?:GET|SET)","([\d.]+)"/m.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`valkey-benchmark reported no result:\n${stdout}`);
  return (requests / perSecond) * 1_000;
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
