import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerVersion } from './restricted-commands.js';

/** A server program of this machine. */
export interface ServerProgram extends ServerVersion {
  /** The absolute path of the program. */
  readonly file: string;
}

/** The PATH has no server program that can play a cache. */
export class ValkeyServerMissingError extends Error {
  override readonly name = 'ValkeyServerMissingError';

  constructor(
    /** The programs that were found, each with the reason why it is not usable. */
    readonly found: readonly string[],
  ) {
    const but = found.length > 0 ? ` (found: ${found.join('; ')})` : '';
    super(`Neither valkey-server nor redis-server 7 or later is on the PATH${but}.`);
  }
}

/** Version 7.0 brought host names of cluster nodes, ACL rules for subcommands, and COMMAND LIST. */
const OLDEST_MAJOR = 7;

/** Public endpoints need this version (F11.1), so the endpoint uses it if this machine has it. */
const BEST_MAJOR = 9;

/**
 * Finds the first `valkey-server` 9 or later, otherwise the first `valkey-server`, otherwise the first `redis-server`, 7 or
 * later. Throws ValkeyServerMissingError.
 */
export async function findServerProgram(
  path: string = process.env['PATH'] ?? '',
): Promise<ServerProgram> {
  const usable: ServerProgram[] = [];
  const found: string[] = [];
  const files = new Set<string>();
  for (const name of ['valkey-server', 'redis-server']) {
    for (const folder of path.split(delimiter).filter((entry) => entry.startsWith('/'))) {
      const file = join(folder, name);
      if (!(await isExecutable(file))) continue;
      // Folders such as /bin and /usr/bin are often the same.
      const target = await realpath(file);
      if (files.has(target)) continue;
      files.add(target);
      const version = await readVersion(file);
      if (version && version.major >= OLDEST_MAJOR) usable.push({ file, ...version });
      if (name === 'valkey-server' && version && version.major >= BEST_MAJOR) {
        return { file, ...version };
      }
      const what = version
        ? `version ${version.major}.${version.minor}`
        : 'does not report its version';
      found.push(`${file}, ${what}`);
    }
    if (usable[0]) return usable[0];
  }
  throw new ValkeyServerMissingError(found);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Reads `Valkey server v=8.0.1 sha=…` or `Redis server v=7.0.15 sha=…`. */
async function readVersion(file: string): Promise<ServerVersion | undefined> {
  const run = promisify(execFile)(file, ['--version'], { env: {}, timeout: 10_000 });
  const text = await run.then(
    ({ stdout }) => stdout,
    () => '',
  );
  const [, product, major, minor] = /^(valkey|redis) server v=(\d+)\.(\d+)/i.exec(text) ?? [];
  if (!product) return undefined;
  const isValkey = product.toLowerCase() === 'valkey';
  return { product: isValkey ? 'valkey' : 'redis', major: Number(major), minor: Number(minor) };
}

/** Returns a program's name and version: `valkey-server 8.0`. */
export function toProgramText({ file, major, minor }: ServerProgram): string {
  return `${basename(file)} ${major}.${minor}`;
}
