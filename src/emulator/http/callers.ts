import { isAlive } from '../process/living-process.js';

/** The commands that use the endpoint at this time: it does not end under them when it is empty. */
export interface Callers {
  enter(pid: number): void;
  leave(pid: number): void;
  /** Whether one of them is left; those that ended without a word do not count. */
  isAny(): boolean;
}

/** Nobody yet. */
export function createCallers(): Callers {
  const pids = new Set<number>();
  return {
    enter: (pid) => void pids.add(pid),
    leave: (pid) => void pids.delete(pid),
    isAny() {
      for (const pid of pids) if (!isAlive(pid)) pids.delete(pid);
      return pids.size > 0;
    },
  };
}
