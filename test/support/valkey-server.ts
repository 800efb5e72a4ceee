import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** A real `valkey-server` on a unix socket, with a client of its administrator. */
export interface ValkeyServer {
  readonly socketPath: string;
  readonly admin: Redis;
  close(): Promise<void>;
}

/** Starts the server and waits until it accepts connections. */
export async function startValkeyServer(): Promise<ValkeyServer> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-valkey-'));
  const socketPath = join(folder, 's');
  const args = ['--port', '0', '--unixsocket', socketPath, '--save', '', '--dir', folder];
  const server = spawn('valkey-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  server.stdout.resume();
  const admin = new Redis({ path: socketPath, protocol: 2 });
  return {
    socketPath,
    admin,
    async close() {
      admin.disconnect();
      server.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
