import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** How often a working process is measured. */
const INTERVAL_MS = 100;

/** Follows the memory of a function's process. */
export interface MemoryWatch {
  /** The most so far, in whole megabytes; never more than the function has, as in Lambda's REPORT. */
  readonly peakMb: number;
  /** Whether it took more than it has. */
  readonly isExceeded: boolean;
  /** Measures now, and again and again until `stop`. */
  start(): void;
  /** Measures a last time. */
  stop(): Promise<void>;
}

/**
 * A watch that is off at first. Calls `onExceeded` once when the process has more memory of its own than the
 * function. Node's heap has its limit besides: this one is for buffers and the like.
 */
export function createMemoryWatch(
  pid: number | undefined,
  { limitMb, onExceeded }: { limitMb: number; onExceeded: () => void },
): MemoryWatch {
  let peakMb = 0;
  let isExceeded = false;
  let timer: NodeJS.Timeout | undefined;
  const measure = async (): Promise<void> => {
    const memory = pid === undefined ? undefined : await readMemory(pid);
    if (!memory) return;
    peakMb = Math.max(peakMb, memory.peakMb);
    if (isExceeded || memory.ownMb <= limitMb) return;
    isExceeded = true;
    onExceeded();
  };
  return {
    get peakMb() {
      return isExceeded ? limitMb : Math.min(Math.ceil(peakMb), limitMb);
    },
    get isExceeded() {
      return isExceeded;
    },
    start() {
      clearInterval(timer);
      void measure();
      timer = setInterval(() => void measure(), INTERVAL_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await measure();
    },
  };
}

/** Memory of a process in megabytes. */
interface ProcessMemory {
  /** The most that was resident so far. */
  readonly peakMb: number;
  /** What is its own now: Lambda's limit is compared with it, not with the pages of shared files. */
  readonly ownMb: number;
}

/** Reads the memory of a process, or undefined when it is gone. Linux from /proc, elsewhere from `ps`. */
async function readMemory(pid: number): Promise<ProcessMemory | undefined> {
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
