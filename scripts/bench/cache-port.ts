import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { KeyObject, webcrypto } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509CertificateGenerator } from '@peculiar/x509';
import { execute, findFreePort, stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

/** The goal: what the port adds to a relay that looks at nothing. */
const GOAL = 1.15;
/**
 * How often the ways take turns. One short measurement is worth little: which of the processors client,
 * port and server get makes 30 % of difference on a small machine. The median of many pairs stays.
 */
const TURNS = 4;

/** What `valkey-benchmark` does: requests, and its options for them. */
const WORKLOADS = [
  { name: 'GET, one by one', requests: 5_000, options: ['-t', 'get', '-c', '1'] },
  { name: 'GET, 50 clients', requests: 20_000, options: ['-t', 'get', '-c', '50'] },
  { name: 'SET in pipelines', requests: 200_000, options: ['-t', 'set', '-c', '20', '-P', '32'] },
  { name: 'GET of 100 KB', requests: 3_000, options: ['-t', 'get', '-c', '20', '-d', '100000'] },
  { name: 'SET of 100 KB', requests: 3_000, options: ['-t', 'set', '-c', '20', '-d', '100000'] },
] as const;

/** Milliseconds for all requests of a workload through the cache port, beside a bare Node TLS relay. */
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
      relay: ['-h', 'localhost', '-p', String(relay.port)],
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
      await benchmark([...way, ...fill], 100); // GET needs a value
      await measure(way); // and the code compiled
    }
    for (let turn = 0; turn < TURNS; turn++) {
      // There and back: a busy second of the machine does not always hit the same way.
      const isBack = turn % 2 === 1;
      const early = await measure(isBack ? ways.relay : ways.port);
      const late = await measure(isBack ? ways.port : ways.relay);
      measurements.push({
        ...{ name: `cache port: ${name} (${requests})`, unit: 'ms', goal: { ratio: GOAL } },
        value: isBack ? late : early,
        peer: { name: 'a bare TLS relay', value: isBack ? early : late },
      });
    }
  }
  return measurements;
}

async function benchmark(args: readonly string[], requests: number): Promise<number> {
  const tls = ['--tls', '--insecure', '--csv'];
  const { stdout } = await execute('valkey-benchmark', [...tls, ...args, '-n', String(requests)]);
  const perSecond = Number(/^"(?:GET|SET)","([\d.]+)"/m.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`valkey-benchmark measured nothing:\n${stdout}`);
  return (requests / perSecond) * 1_000;
}

/** A `valkey-server`, and a relay to it. */
async function startRelay({ home, bundle }: Workspace) {
  const folder = join(home, 'rival');
  mkdirSync(folder);
  const { cert, key } = await writeCertificate(folder);
  const socket = join(folder, 's');
  const port = await findFreePort();
  const program = await bundle('tls-relay');
  // In sessions of their own, as the endpoint and its server are: Linux shares a busy machine by session.
  const detached = { detached: true };
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder];
  const server = spawn('valkey-server', options, detached);
  const relay = spawn(process.execPath, [program, cert, key, socket, String(port)], detached);
  const close = async () => {
    for (const child of [server, relay]) await stopProcess(child);
    rmSync(folder, { recursive: true });
  };
  try {
    await Promise.all([
      waitForLine(server, /Ready to accept connections/),
      waitForLine(relay, /^ready$/m),
    ]);
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A certificate as the endpoint's: elliptic curve P-256. */
async function writeCertificate(folder: string): Promise<{ cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
  });
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, `${certificate.toString('pem')}\n`);
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}
