import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';

/**
 * Whether a connection on 127.0.0.1 comes from process `pid` or one of its descendants. Linux lists all sockets in
 * /proc/net/tcp, and those of a process in its folder. Other systems have no such lists, so every connection passes.
 */
export async function isConnectionOf(pid: number | undefined, socket: Socket): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { remotePort, localPort } = socket;
  if (pid === undefined || remotePort === undefined || localPort === undefined) return false;
  const inode = findInode(await readTable(), remotePort, localPort);
  return inode !== undefined && (await holdsSocket(pid, `socket:[${inode}]`));
}

/** Finds the other end's inode. Columns: local, remote, state, queues, timer, retries, user, time-out, inode. */
function findInode(table: string, remotePort: number, localPort: number): string | undefined {
  const start = table.indexOf(` ${toHexAddress(remotePort)} ${toHexAddress(localPort)} `);
  if (start < 0) return undefined;
  return table.slice(start + 1, table.indexOf('\n', start)).split(/\s+/)[8];
}

async function holdsSocket(pid: number, link: string): Promise<boolean> {
  for (const fd of await list(`/proc/${pid}/fd`)) {
    if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === link) return true;
  }
  for (const thread of await list(`/proc/${pid}/task`)) {
    for (const child of (await read(`/proc/${pid}/task/${thread}/children`)).split(' ')) {
      if (child !== '' && (await holdsSocket(Number(child), link))) return true;
    }
  }
  return false;
}

let reading: Promise<unknown> = Promise.resolve();
let waiting: Promise<string> | undefined;

/** Reads the table. All callers that wait for a read to begin share it. */
function readTable(): Promise<string> {
  waiting ??= reading.then(() => {
    waiting = undefined;
    const table = read('/proc/net/tcp');
    reading = table;
    return table;
  });
  return waiting;
}

function read(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}

function list(path: string): Promise<string[]> {
  return readdir(path).catch(() => []);
}

/** Returns 127.0.0.1 and a port as in the table, in the machine's byte order: `0100007F:C350`. */
function toHexAddress(port: number): string {
  const address = Buffer.from([127, 0, 0, 1]).readUInt32LE().toString(16).padStart(8, '0');
  return `${address}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
