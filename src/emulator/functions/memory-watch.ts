import { readMemory } from './process-memory.js';

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
