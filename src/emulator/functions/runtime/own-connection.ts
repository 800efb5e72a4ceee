import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Socket } from 'node:net';

/**
 * Whether a connection on 127.0.0.1 comes from process `pid` or from one of its descendants. Linux lists the
 * sockets of all processes in /proc/net/tcp, and those of each process in its folder; other systems have no such
 * lists, and there every connection passes.
 */
export async function isConnectionOf(pid: number | undefined, socket: Socket): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { remotePort, localPort } = socket;
  if (pid === undefined || remotePort === undefined || localPort === undefined) return false;
  const inode = findInode(await readTable(), remotePort, localPort);
  return inode !== undefined && (await holdsSocket(pid, `socket:[${inode}]`));
}

/** The socket at the other end: columns are local, remote, state, queues, timer, retries, user, time-out, inode. */
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

/** Reads the table once for all that ask before the reading begins: many connections cost one reading. */
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

/** `0100007F:C350`: 127.0.0.1 and a port as the table writes them, on machines with little-endian words. */
function toHexAddress(port: number): string {
  const address = Buffer.from([127, 0, 0, 1]).readUInt32LE().toString(16).padStart(8, '0');
  return `${address}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
