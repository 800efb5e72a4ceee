import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort, measureMemory, stopProcess, waitForLine } from './processes.mjs';

const PROGRAM = join(import.meta.dirname, 'endpoint-process.mjs');
/** Usable from a cold start: Node, the endpoint, a cache with its valkey-server, and a login at it. */
const ANSWER_MS = 500;
const PONG_MS = 1_000;
const MOTO = 'moto_server';
const MOTO_LIMIT_MS = 60_000;

let isMotoMissing = false;

/**
 * The endpoint in a test's process, from nothing to the first answer of its API and of a cache, and its memory;
 * beside `moto_server` (which has no serverless caches), where that is installed.
 */
export async function measureEndpoint({ home, signal }) {
  return [...(await measureOurs({ home, signal })), ...(await measureMoto({ home, signal }))];
}

async function measureOurs({ home, signal }) {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env.PATH, HOME: home },
    signal,
  });
  try {
    await waitForLine(child, /^answered$/m);
    const answeredMs = performance.now() - started;
    await waitForLine(child, /^pong$/m);
    const pongMs = performance.now() - started;
    const family = await measureMemory(child.pid);
    const server = family.filter(({ name }) => /^(valkey|redis)-server/.test(name));
    return [
      { name: 'endpoint, until its first answer', unit: 'ms', value: answeredMs, below: ANSWER_MS },
      { name: 'endpoint, until PONG of a new cache', unit: 'ms', value: pongMs, below: PONG_MS },
      { name: 'endpoint, memory with one cache', unit: 'MB', value: toSum(family) },
      { name: 'of it, valkey-server', unit: 'MB', value: toSum(server) },
    ];
  } finally {
    await stopProcess(child);
  }
}

async function measureMoto({ home, signal }) {
  if (isMotoMissing) return [];
  const port = await findFreePort();
  const started = performance.now();
  const child = spawn(MOTO, ['-H', '127.0.0.1', '-p', String(port)], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: 'ignore',
    signal,
  });
  const failed = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  try {
    const isUp = await Promise.race([waitForMoto(port, started), failed.then(() => false)]);
    signal.throwIfAborted();
    if (!isUp) {
      isMotoMissing = true;
      process.stderr.write(`${MOTO} does not run here: the endpoint is measured alone.\n`);
      return [];
    }
    const answeredMs = performance.now() - started;
    const memory = toSum(await measureMemory(child.pid));
    return [
      { name: `${MOTO}, until its first answer`, unit: 'ms', value: answeredMs },
      { name: `${MOTO}, memory`, unit: 'MB', value: memory },
    ];
  } finally {
    await stopProcess(child);
  }
}

/** Asks moto for the users of ElastiCache until it answers; it looks at the name in the signature only. */
async function waitForMoto(port, started) {
  const scope = 'key/20261001/us-east-1/elasticache/aws4_request';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
  const request = { method: 'POST', headers, body: 'Action=DescribeUsers&Version=2015-02-02' };
  while (performance.now() - started < MOTO_LIMIT_MS) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, request).catch(() => undefined);
    const text = await answer?.text();
    if (answer?.ok && text?.includes('DescribeUsersResponse')) return true;
    await delay(10);
  }
  return false;
}

function toSum(processes) {
  return processes.reduce((sum, { mb }) => sum + mb, 0);
}
