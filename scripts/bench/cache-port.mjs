import 'reflect-metadata';
import { execFile, spawn } from 'node:child_process';
import { KeyObject, webcrypto } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { X509CertificateGenerator } from '@peculiar/x509';
import { findFreePort, stopProcess, waitForLine } from './processes.mjs';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const RELAY = join(import.meta.dirname, 'tls-relay.mjs');
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
];

/**
 * Requests through the cache port, beside a bare Node TLS relay and `valkey-server` with its own
 * TLS: milliseconds for all requests of a workload, latency, and the ratios. On Linux the processor time
 * of port and relay, too: a busy machine makes waiting longer, not work. Needs `valkey-benchmark`.
 */
export async function measureCachePort({ time, localDir, home }) {
  const local = ['--local', '--quiet', '--json'];
  const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: dirname(localDir) };
  const read = async (...args) =>
    (await run(process.execPath, [PROGRAM, ...args, ...local], { env, cwd: home })).stdout;
  const rival = await startRival(join(home, 'rival'));
  try {
    await time('up', ...local);
    const { address, port } = JSON.parse(await read('status')).endpoint;
    const { token } = JSON.parse(await read('token'));
    const { pid } = JSON.parse(await read('local', 'status'));
    const login = ['--user', 'iam-user-01', '-a', token];
    return await measureWays({
      port: { pid, args: ['-h', address, '-p', String(port), ...login] },
      relay: { pid: rival.relayPid, args: ['-h', 'localhost', '-p', String(rival.relayPort)] },
      server: { args: ['-h', 'localhost', '-p', String(rival.serverPort)] },
    });
  } finally {
    await rival.close();
    await time('down', ...local);
  }
}

async function measureWays(ways) {
  const measurements = [];
  for (const { name, requests, options } of WORKLOADS) {
    const measure = async (way, count, as = options) => {
      const { pid, args } = ways[way];
      const before = readProcessorMs(pid);
      const { perMs, latencyMs } = await benchmark([...args, ...as, '-n', String(count)]);
      return { ms: count / perMs, latencyMs, processorMs: readProcessorMs(pid) - before };
    };
    const fill = options.map((option) => (option === 'get' ? 'set' : option));
    const names = Object.keys(ways);
    for (const way of names) {
      await measure(way, 100, fill); // what is read must be there
      await measure(way, requests); // and the code compiled
    }
    for (let turn = 0; turn < TURNS; turn++) {
      const found = {};
      // There and back: a busy second of the machine does not always hit the same way.
      for (const way of turn % 2 ? names.toReversed() : names) {
        found[way] = await measure(way, requests);
      }
      measurements.push(...toMeasurements(`${name} (${requests})`, found));
    }
  }
  return measurements;
}

function toMeasurements(name, { port, relay, server }) {
  const work = port.processorMs / relay.processorMs;
  return [
    { name: `${name}: cache port`, unit: 'ms', value: port.ms },
    { name: `${name}: bare relay`, unit: 'ms', value: relay.ms },
    { name: `${name}: valkey-server's TLS`, unit: 'ms', value: server.ms },
    { name: `${name}: port against relay`, unit: 'x', value: port.ms / relay.ms, below: GOAL },
    { name: `${name}: the same, latency`, unit: 'x', value: port.latencyMs / relay.latencyMs },
    ...(work > 0 ? [{ name: `${name}: the same, processor time`, unit: 'x', value: work }] : []),
    { name: `${name}: port against valkey-server`, unit: 'x', value: port.ms / server.ms },
  ];
}

/** What a process has used of the processors; NaN where Linux's /proc is not. */
function readProcessorMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const TICK_MS = 10;
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** Requests in a millisecond, and the mean latency of one. */
async function benchmark(args) {
  const { stdout } = await run('valkey-benchmark', ['--tls', '--insecure', '--csv', ...args]);
  const [, perSecond, latencyMs] =
    /^"(?:GET|SET)","([\d.]+)","([\d.]+)"/m.exec(stdout)?.map(Number) ?? [];
  if (!(perSecond > 0)) throw new Error(`valkey-benchmark measured nothing:\n${stdout}`);
  return { perMs: perSecond / 1_000, latencyMs };
}

/** A `valkey-server` with TLS of its own, and a relay to it. */
async function startRival(folder) {
  mkdirSync(folder);
  const files = await writeCertificate(folder);
  const socket = join(folder, 's');
  const serverPort = await findFreePort();
  // In sessions of their own, as the endpoint and its server are: Linux shares a busy machine by session.
  const detached = { detached: true };
  const server = spawn(
    'valkey-server',
    [
      ...['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder],
      ...['--bind', '127.0.0.1', '--tls-port', String(serverPort), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', files.cert, '--tls-key-file', files.key],
      ...['--tls-ca-cert-file', files.cert],
    ],
    detached,
  );
  const relay = spawn(process.execPath, [RELAY, files.cert, files.key, socket], detached);
  const close = async () => {
    for (const child of [server, relay]) await stopProcess(child);
    rmSync(folder, { recursive: true });
  };
  try {
    await waitForLine(server, /Ready to accept connections tls/);
    const [line] = await waitForLine(relay, /^\d+$/m);
    return { serverPort, relayPort: Number(line), relayPid: relay.pid, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A certificate as the endpoint's: elliptic curve P-256. */
async function writeCertificate(folder) {
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

function run(...args) {
  return promisify(execFile)(...args);
}
