import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GuardedChild, spawnGuarded } from '../../process/guard.js';
import type { Assumes } from '../../state/assumptions/choices.js';
import { type AclSync, createAclSync } from './acl-sync.js';
import { toClusterFile, toServerConfig } from './config.js';
import { createServerConnector, type ServerConnector } from './connection.js';
import { connectControl, type ServerControl } from './control.js';
import { type HealthWatch, watchHealth } from './health.js';
import type { ServerProgram } from './program.js';
import { toClosingRules } from './restricted-commands.js';

/** A watched server with its users, ready for clients. */
export interface ValkeyServer {
  readonly acl: AclSync;
  readonly connect: ServerConnector;
  /** Resolves to the reason when the server exits or hangs. The caller must still close it. */
  readonly failed: Promise<string>;
  /** Ends the process and removes its folder. */
  close(): Promise<void>;
}

export interface ValkeyServerOptions {
  readonly program: ServerProgram;
  readonly assumes: Assumes;
  /** The parent of the server's folder. */
  readonly folder: string;
  /** The port that cluster commands report to clients. */
  readonly announcedPort: number;
  /** Returns the arguments of `ACL SETUSER` by user name, each ending with the `closing` rules. */
  toUsers(closing: readonly string[]): ReadonlyMap<string, readonly string[]>;
  /** Called at once for each user that will change. */
  onChange(name: string): void;
  log(line: string): void;
}

/** The server did not start in time. */
export class ValkeyServerError extends Error {
  override readonly name = 'ValkeyServerError';
}

const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 2;
/** Socket paths can have up to 107 bytes on Linux, 103 on macOS. */
const MAX_SOCKET_PATH = 103;
const MAX_OUTPUT = 4_096;

/** Starts a server for one cache, under a guard and in its own folder. Throws ValkeyServerError. */
export async function startValkeyServer(options: ValkeyServerOptions): Promise<ValkeyServer> {
  const { program, assumes, announcedPort, onChange, log } = options;
  const folder = await makeFolder(options.folder);
  const socketPath = join(folder, 's');
  const user = {
    name: `local-endpoint-${randomBytes(4).toString('hex')}`,
    password: randomBytes(32).toString('hex'),
  };
  const settings = { version: program, assumes, folder, socketPath, announcedPort, control: user };
  const cluster = toClusterFile(program);
  const configFile = join(folder, 'server.conf');
  await writeFile(configFile, toServerConfig(settings), { mode: 0o600 });
  await writeFile(join(folder, 'nodes.conf'), cluster.text, { mode: 0o600 });
  const child = spawnGuarded({ command: program.file, args: [configFile], env: {}, cwd: folder });
  const readOutput = keepOutput(child);
  let control: ServerControl | undefined;
  let health: HealthWatch | undefined;
  const close = async (): Promise<void> => {
    health?.close();
    control?.close();
    await child.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    control = await connectWhenReady(socketPath, child);
    await logIn(control, user);
    await takeOver(control, cluster.phantomId);
    const closingRules = toClosingRules(await readCommands(control), { version: program, assumes });
    const acl = createAclSync({ control, toUsers: () => options.toUsers(closingRules), onChange });
    await acl.update();
    health = watchHealth(control, log);
    const failed = Promise.race([toExitReason(child), health.failed]);
    return { acl, connect: createServerConnector(socketPath), failed, close };
  } catch (error) {
    await close();
    throw new ValkeyServerError(`${program.file} did not start. ${readOutput()}`.trim(), {
      cause: error,
    });
  }
}

/** Creates a folder for one server, in the system's temp folder when the socket's path would be too long. */
async function makeFolder(parent: string): Promise<string> {
  const length = Buffer.byteLength(join(parent, 'cache-XXXXXX', 's'));
  if (length <= MAX_SOCKET_PATH) return mkdtemp(join(parent, 'cache-'));
  return mkdtemp(join(tmpdir(), 'valkey-lab-cache-'));
}

/** Keeps the end of the server's output. Reading both streams keeps the server from blocking on them. */
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
  throw new Error(isGone ? 'The process has exited.' : 'The server does not listen.');
}

/** Logs in and then removes the password, so no other client can use this user and ACL LIST shows no hash. */
async function logIn(
  connection: ServerControl,
  { name, password }: { name: string; password: string },
): Promise<void> {
  await connection.command('AUTH', name, password);
  await connection.command('ACL', 'SETUSER', name, 'off', 'resetpass');
}

/** Makes the server the only node of its cluster, with all slots. */
async function takeOver(connection: ServerControl, phantomId: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!String(await connection.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
    if (performance.now() > deadline) throw new Error('The cluster is not ready in time.');
    await delay(RETRY_MS);
  }
  await connection.command('CLUSTER', 'FAILOVER', 'TAKEOVER');
  await connection.command('CLUSTER', 'FORGET', phantomId);
}

/** Reads the names that decide which commands ACL rules must forbid. */
async function readCommands(connection: ServerControl) {
  const list = async (...filter: readonly string[]): Promise<string[]> => {
    const names = await connection.command('COMMAND', 'LIST', 'FILTERBY', ...filter);
    return Array.isArray(names) ? names.map(String) : [];
  };
  const [subcommands, adminCommands] = await Promise.all([
    list('PATTERN', '*|*'),
    list('ACLCAT', 'admin'),
  ]);
  return { subcommands, adminCommands };
}

function toExitReason({ exited }: GuardedChild): Promise<string> {
  return exited.then(
    ({ code, signal }) => (signal ? `was ended by ${signal}` : `exited with code ${code}`),
    (error: Error) => `exited: ${error.message}`,
  );
}
