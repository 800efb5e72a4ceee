import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GuardedChild, spawnGuarded } from '../../process/guard.js';
import { toClusterFile, toServerConfig } from './config.js';
import { connectControl, type ServerControl } from './control.js';
import type { ServerProgram } from './program.js';
import { toClosingRules } from './restricted-commands.js';

/** A cache's own server process. */
export interface ValkeyServer {
  readonly socketPath: string;
  /** Logged in as a user that can do everything and as which nobody else can log in. */
  readonly control: ServerControl;
  /** ACL rules that close AWS's restricted commands for a user. */
  readonly closingRules: readonly string[];
  /** Settles when the process is gone. */
  readonly exited: GuardedChild['exited'];
  /** Ends the process and removes its folder. */
  close(): Promise<void>;
}

/** The server did not start, or not in time. */
export class ValkeyServerError extends Error {
  override readonly name = 'ValkeyServerError';
}

const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 2;
/** Socket paths end at 107 bytes on Linux, at 103 on macOS. */
const MAX_SOCKET_PATH = 103;
const MAX_OUTPUT = 4_096;

/** Starts a server for one cache, under a guard, in a folder of its own; throws ValkeyServerError. */
export async function startValkeyServer(options: {
  readonly program: ServerProgram;
  /** Where its folder is made. */
  readonly folder: string;
  /** The port that cluster commands show to clients. */
  readonly announcedPort: number;
}): Promise<ValkeyServer> {
  const { program, announcedPort } = options;
  const folder = await makeFolder(options.folder);
  const socketPath = join(folder, 's');
  const control = {
    name: `local-endpoint-${randomBytes(4).toString('hex')}`,
    password: randomBytes(32).toString('hex'),
  };
  const settings = { version: program, folder, socketPath, announcedPort, control };
  const cluster = toClusterFile(program);
  const configFile = join(folder, 'server.conf');
  await writeFile(configFile, toServerConfig(settings), { mode: 0o600 });
  await writeFile(join(folder, 'nodes.conf'), cluster.text, { mode: 0o600 });
  const child = spawnGuarded({ command: program.file, args: [configFile], env: {}, cwd: folder });
  const readOutput = keepOutput(child);
  let connection: ServerControl | undefined;
  const close = async (): Promise<void> => {
    connection?.close();
    await child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    connection = await connectWhenReady(socketPath, child);
    await logIn(connection, control);
    await takeOver(connection, cluster.phantomId);
    const closingRules = await readClosingRules(connection);
    return { socketPath, control: connection, closingRules, exited: child.exited, close };
  } catch (error) {
    await close();
    throw new ValkeyServerError(`${program.file} did not start. ${readOutput()}`.trim(), {
      cause: error,
    });
  }
}

/** A folder for one server, in the system's temp folder when the socket's path would be too long. */
async function makeFolder(parent: string): Promise<string> {
  const length = Buffer.byteLength(join(parent, 'cache-XXXXXX', 's'));
  if (length <= MAX_SOCKET_PATH) return mkdtemp(join(parent, 'cache-'));
  return mkdtemp(join(tmpdir(), 'valkey-lab-cache-'));
}

/** Reads both outputs, so that the server never waits for a reader, and keeps the last of them. */
function keepOutput({ stdout, stderr }: GuardedChild): () => string {
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream.on('error', () => {});
    stream.on('data', (chunk) => {
      output = (output + String(chunk)).slice(-MAX_OUTPUT);
    });
  }
  return () => output;
}

async function connectWhenReady(path: string, child: GuardedChild): Promise<ServerControl> {
  let isGone = false;
  const notice = (): void => {
    isGone = true;
  };
  child.exited.then(notice, notice);
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!isGone && performance.now() < deadline) {
    const connection = await connectControl(path).catch(() => undefined);
    if (connection) return connection;
    await delay(RETRY_MS);
  }
  throw new Error(isGone ? 'The process ended.' : 'It does not listen.');
}

/** Logs in and then takes the password away: nobody can be this user again, and no ACL LIST shows a hash. */
async function logIn(
  connection: ServerControl,
  { name, password }: { name: string; password: string },
): Promise<void> {
  await connection.command('AUTH', name, password);
  await connection.command('ACL', 'SETUSER', name, 'off', 'resetpass');
}

/** Makes the server the one node of its cluster, with all slots. */
async function takeOver(connection: ServerControl, phantomId: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!String(await connection.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
    if (performance.now() > deadline) throw new Error('The cluster does not become ready.');
    await delay(RETRY_MS);
  }
  await connection.command('CLUSTER', 'FAILOVER', 'TAKEOVER');
  await connection.command('CLUSTER', 'FORGET', phantomId);
}

async function readClosingRules(connection: ServerControl): Promise<string[]> {
  const list = async (...filter: readonly string[]): Promise<string[]> => {
    const names = await connection.command('COMMAND', 'LIST', 'FILTERBY', ...filter);
    return Array.isArray(names) ? names.map(String) : [];
  };
  const [subcommands, adminCommands] = await Promise.all([
    list('PATTERN', '*|*'),
    list('ACLCAT', 'admin'),
  ]);
  return toClosingRules({ subcommands, adminCommands });
}
