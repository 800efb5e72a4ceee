import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Whether a connection on 127.0.0.1 comes from a process of this user. Linux lists the owner of every
 * socket in /proc/net/tcp; other systems do not, and there every connection passes.
 */
export function isOwnConnection(socket: Socket): boolean {
  const user = process.getuid?.();
  if (process.platform !== 'linux' || user === undefined) return true;
  const { remotePort, localPort } = socket;
  if (remotePort === undefined || localPort === undefined) return false;
  const peer = `${toHexAddress(remotePort)} ${toHexAddress(localPort)} `;
  const line = readTable().find((text) => text.includes(peer));
  // Columns: number, local, remote, state, queues, timer, retransmissions, user.
  return line !== undefined && Number(line.trim().split(/\s+/)[7]) === user;
}

function readTable(): string[] {
  try {
    return readFileSync('/proc/net/tcp', 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** `0100007F:C350`: 127.0.0.1 and a port as the table writes them, on machines with little-endian words. */
function toHexAddress(port: number): string {
  const address = Buffer.from([127, 0, 0, 1]).readUInt32LE().toString(16).padStart(8, '0');
  return `${address}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
