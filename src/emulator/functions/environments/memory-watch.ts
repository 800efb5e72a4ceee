import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The time between two measurements of a working process. */
const INTERVAL_MS = 100;

/** A watch on the memory of a function's process. */
export interface MemoryWatch {
  /** The peak in whole megabytes. As in Lambda's REPORT, it never exceeds the function's memory. */
  readonly peakMb: number;
  /** Whether the process has exceeded the function's memory. */
  readonly isExceeded: boolean;
  /** Measures now, and then regularly until `stop`. */
  start(): void;
  /** Measures one last time. */
  stop(): Promise<void>;
}

/**
 * Creates a stopped watch. It calls `onExceeded` once, when the process's own memory exceeds the function's.
 * Node.js itself limits the heap, so this watch is for other memory such as buffers.
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

/** The memory of a process, in megabytes. */
interface ProcessMemory {
  /** The peak of resident memory. */
  readonly peakMb: number;
  /** The current memory without the pages of shared files. The function's limit applies to it. */
  readonly ownMb: number;
}

/** Reads the memory of a process, from /proc on Linux and from `ps` elsewhere. Undefined when it has exited. */
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

/** Reads resident memory from `ps`. It includes shared pages, so it cannot be compared with the limit. */
async function readPs(pid: number): Promise<ProcessMemory | undefined> {
  const rss = await promisify(execFile)('/bin/ps', ['-o', 'rss=', '-p', String(pid)], {
    env: {},
  }).catch(() => undefined);
  if (!rss) return undefined;
  return { peakMb: Number(rss.stdout.trim()) / 1024, ownMb: 0 };
}
