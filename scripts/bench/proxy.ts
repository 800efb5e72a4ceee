import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import { measureWays } from './workloads.js';
import type { Workspace } from './workspace.js';

/** A relay in its own process: `node plain-relay.mjs PORT CAFILE` passes bytes to the cache without reading them. */
const RELAY = join(import.meta.dirname, 'plain-relay.mjs');

/** Measures the milliseconds that each workload takes through the proxy, and through a plain relay to the same cache. */
export async function measureProxy(workspace: Workspace): Promise<Measurement[]> {
  const local = ['--local', '--quiet', '--json'];
  const read = async (...args: string[]) =>
    JSON.parse((await workspace.run([...args, ...local])).stdout);
  await read('up');
  const { port } = (await read('status')).endpoint;
  const { caFile } = await read('local', 'status');
  const { token } = await read('token');
  const proxy = workspace.start(['proxy', '--local', '--quiet']);
  const relay = spawn(process.execPath, [RELAY, String(port), caFile], { detached: true });
  try {
    const [url, relayPort] = await Promise.all([
      waitForLine(proxy, /^redis:\S+$/m),
      waitForLine(relay, /^\d+$/m),
    ]);
    const { password, port: proxyPort } = new URL(url);
    return await measureWays({
      name: 'proxy',
      own: ['-p', proxyPort, '-a', password],
      peer: { name: 'plain relay', args: ['-p', relayPort, '--user', 'iam-user-01', '-a', token] },
    });
  } finally {
    for (const child of [proxy, relay]) await stopProcess(child);
    await read('down');
  }
}
