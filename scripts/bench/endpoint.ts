import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort, measureMemory, stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

const MOTO = 'moto_server';
const MOTO_LIMIT_MS = 60_000;

interface Started {
  readonly answeredMs: number;
  readonly memory: number;
}

/**
 * Starts the endpoint inside a new process, as a test does, and measures the time to the first answer of its API
 * and of a cache, and the memory. Compares with `moto_server` where that is installed (it has no serverless caches).
 */
export async function measureEndpoint(workspace: Workspace): Promise<Measurement[]> {
  const { home, signal, env, bundle } = workspace;
  const program = await bundle('endpoint-process');
  const started = performance.now();
  const child = spawn(process.execPath, [program], { env: { ...env, HOME: home }, signal });
  try {
    await waitForLine(child, /^answered$/m);
    const answeredMs = performance.now() - started;
    await waitForLine(child, /^pong$/m);
    const pongMs = performance.now() - started;
    const { family } = await measureMemory(child);
    const moto = await measureMoto(workspace);
    return [
      {
        ...{ name: 'endpoint: start to first answer', unit: 'ms', value: answeredMs },
        goal: { below: 500 },
        peer: moto && { name: MOTO, value: moto.answeredMs },
      },
      {
        ...{ name: 'endpoint: start to PONG from a new cache', unit: 'ms', value: pongMs },
        goal: { below: 1_000 },
      },
      {
        ...{ name: 'endpoint: memory with one cache', unit: 'MB', value: family },
        peer: moto && { name: `${MOTO} without a cache`, value: moto.memory },
      },
    ];
  } finally {
    await stopProcess(child);
  }
}

async function measureMoto({ home, signal, env }: Workspace): Promise<Started | undefined> {
  const port = await findFreePort();
  const started = performance.now();
  const options = { env: { ...env, HOME: home }, stdio: 'ignore', signal } as const;
  const child = spawn(MOTO, ['-H', '127.0.0.1', '-p', String(port)], options);
  try {
    const isUp = await Promise.race([waitForAnswer(port, started), waitForEnd(child)]);
    signal.throwIfAborted();
    if (isUp) {
      const answeredMs = performance.now() - started;
      return { answeredMs, memory: (await measureMemory(child)).family };
    }
    process.stderr.write(`${MOTO} does not run here, so there is no comparison.\n`);
    return undefined;
  } finally {
    await stopProcess(child);
  }
}

async function waitForEnd(child: ChildProcess): Promise<false> {
  // When the program is not installed, the child emits `error`, and `once` rejects.
  await once(child, 'exit').catch(() => {});
  return false;
}

/** Asks moto for ElastiCache users until it answers. Moto reads only the service from the signature. */
async function waitForAnswer(port: number, started: number): Promise<boolean> {
  const scope = 'key/20261001/us-east-1/elasticache/aws4_request';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
  const request = { method: 'POST', headers, body: 'Action=DescribeUsers&Version=2015-02-02' };
  while (performance.now() - started < MOTO_LIMIT_MS) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, request).catch(() => undefined);
    if (answer?.ok && (await answer.text()).includes('DescribeUsersResponse')) return true;
    await sleep(10);
  }
  return false;
}
