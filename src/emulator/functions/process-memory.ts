import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Memory of a process in megabytes. */
export interface ProcessMemory {
  /** The most that was resident so far. */
  readonly peakMb: number;
  /** What is its own now: Lambda's limit is compared with it, not with the pages of shared files. */
  readonly ownMb: number;
}

/** Reads the memory of a process, or undefined when it is gone. Linux from /proc, elsewhere from `ps`. */
export async function readMemory(pid: number): Promise<ProcessMemory | undefined> {
  return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}

async function readProc(pid: number): Promise<ProcessMemory | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const readMb = (name: string): number | undefined => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status);
    return match ? Number(match[1]) / 1024 : undefined;
  };
  const peakMb = readMb('VmHWM');
  if (peakMb === undefined) return undefined;
  return { peakMb, ownMb: (readMb('RssAnon') ?? 0) + (readMb('RssShmem') ?? 0) };
}

/** `ps` knows only what is resident now, shared pages included: too much to hold against the limit. */
async function readPs(pid: number): Promise<ProcessMemory | undefined> {
  const rss = await promisify(execFile)('/bin/ps', ['-o', 'rss=', '-p', String(pid)], {
    env: {},
  }).catch(() => undefined);
  if (!rss) return undefined;
  return { peakMb: Number(rss.stdout.trim()) / 1024, ownMb: 0 };
}
