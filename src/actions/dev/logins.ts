import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabConfig } from '../../session/config.js';

/** The log of the local endpoint, which says what its caches decided on each login. */
export interface LoginLog {
  /** Returns what the caches decided since the last call. */
  read(): Promise<readonly string[]>;
}

/** The endpoint's lines about logins begin with a time: `2026-11-29T11:22:00.000Z cache cache-01: login of "user" accepted.` */
const LOGIN = /^\S+ cache \S+: ((?:login of|no answer to) .+)$/;

/** Opens the endpoint's log at its end. An endpoint in the foreground has no such file; then there are no lines. */
export async function openLoginLog({ localDir }: Pick<LabConfig, 'localDir'>): Promise<LoginLog> {
  const path = join(localDir, 'endpoint.log');
  const readSize = async () => (await stat(path).catch(() => undefined))?.size ?? 0;
  let position = await readSize();
  return {
    async read() {
      const size = await readSize();
      // The endpoint drops old lines when the file is full.
      if (size < position) position = 0;
      if (size === position) return [];
      const text = await readPart(path, position, size - position);
      position = size;
      return text.split('\n').flatMap((line) => LOGIN.exec(line)?.[1] ?? []);
    },
  };
}

async function readPart(path: string, position: number, length: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
