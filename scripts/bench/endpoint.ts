import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from './cache.js';
import { createAgent, sendCall, signCall, toQuery } from './calls.js';
import { measureMemory, stopProcess } from './processes.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

const MOTO = 'moto_server';
const MOTO_PORT = 46_379;
const MOTO_LIMIT_MS = 60_000;
const DESCRIBE_USERS = toQuery('elasticache', '2015-02-02', { Action: 'DescribeUsers' });

/**
 * Starts the endpoint inside a new process, as a test does, and measures the time to the first answer of its API
 * and of a cache, and the memory. Compares with `moto_server` where that is installed (it has no serverless caches).
 */
export async function measureEndpoint(workspace: Workspace): Promise<Measurement[]> {
  const agent = createAgent();
  const started = performance.now();
  const ours = await workspace.withEndpoint(async (endpoint) => {
    await sendCall(endpoint.url, agent, await signCall(endpoint, DESCRIBE_USERS));
    const answeredMs = performance.now() - started;
    const { logIn } = await createCache(endpoint, agent, 'cache-01');
    const connection = await logIn();
    await connection.ask('PING', '+PONG');
    const pongMs = performance.now() - started;
    connection.close();
    return { answeredMs, pongMs, memory: (await measureMemory(endpoint.child)).family };
  });
  agent.destroy();
  const moto = await measureMoto(workspace);
  return [
    {
      ...{ name: 'endpoint: start to first answer', unit: 'ms', value: ours.answeredMs },
      goal: { below: 500 },
      peer: moto && { name: MOTO, value: moto.answeredMs },
    },
    {
      ...{ name: 'endpoint: start to PONG from a new cache', unit: 'ms', value: ours.pongMs },
      goal: { below: 1_000 },
    },
    {
      ...{ name: 'endpoint: memory with one cache', unit: 'MB', value: ours.memory },
      peer: moto && { name: `${MOTO} without a cache`, value: moto.memory },
    },
  ];
}

async function measureMoto({ signal, env }: Workspace) {
  const started = performance.now();
  const args = ['-H', '127.0.0.1', '-p', String(MOTO_PORT)];
  const child = spawn(MOTO, args, { env, stdio: 'ignore', signal });
  try {
    // When the program is not installed, the child emits `error`, and `once` rejects.
    const ended = once(child, 'exit').then(toFalse, toFalse);
    const isUp = await Promise.race([waitForAnswer(started), ended]);
    signal.throwIfAborted();
    const answeredMs = performance.now() - started;
    if (isUp) return { answeredMs, memory: (await measureMemory(child)).family };
    process.stderr.write(`${MOTO} does not run here, so there is no comparison.\n`);
    return undefined;
  } finally {
    await stopProcess(child);
  }
}

const toFalse = () => false;

/** Asks moto for ElastiCache users until it answers. Moto reads only the service from the signature. */
async function waitForAnswer(started: number): Promise<boolean> {
  const scope = 'key/20261001/us-east-1/elasticache/aws4_request';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
  const request = { method: 'POST', headers, body: DESCRIBE_USERS.body };
  while (performance.now() - started < MOTO_LIMIT_MS) {
    const answer = await fetch(`http://127.0.0.1:${MOTO_PORT}/`, request).catch(() => undefined);
    if (answer?.ok && (await answer.text()).includes('DescribeUsersResponse')) return true;
    await sleep(10);
  }
  return false;
}
