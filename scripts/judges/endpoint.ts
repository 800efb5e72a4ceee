import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, stopProcess, waitForLine } from '../bench/processes.js';

export const ROOT = join(import.meta.dirname, '..', '..');
export const PROGRAM = join(ROOT, 'dist', 'cli.js');

/** A local endpoint with a lab, as a user of the built program starts it. */
export interface Endpoint {
  /** The environment in which `valkey-lab` commands find this endpoint. */
  readonly env: NodeJS.ProcessEnv;
  /** Starts `valkey-lab proxy --no-password`. Port 0 means any free one. Returns its address. */
  startProxy(port: number): Promise<URL>;
  /** Returns what `valkey-lab local report` prints. */
  report(...options: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts an endpoint in a folder of its own. No other endpoint of this machine is touched. */
export async function startEndpoint(): Promise<Endpoint> {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli.js is missing. Run `npm run build` first.');
  const folder = mkdtempSync(join(tmpdir(), 'valkey-lab-judge-'));
  const env = { ...process.env, VALKEY_LAB_LOCAL_DIR: folder };
  const run = async (...args: readonly string[]) => {
    const { stdout } = await execute(process.execPath, [PROGRAM, ...args], { env });
    return stdout;
  };
  const proxies: ReturnType<typeof spawn>[] = [];
  const close = async () => {
    for (const proxy of proxies) await stopProcess(proxy);
    await run('local', 'stop');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await run('local', 'start');
    await run('up', '--local', '--quiet');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ env, close },
    report: (...options) => run('local', 'report', ...options),
    async startProxy(port) {
      const free = port === 0 ? await findFreePort() : port;
      const args = ['proxy', '--local', '--no-password', '--port', String(free)];
      const proxy = spawn(process.execPath, [PROGRAM, ...args], { env });
      proxies.push(proxy);
      return new URL(await waitForLine(proxy, /^redis:\S+$/m));
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
