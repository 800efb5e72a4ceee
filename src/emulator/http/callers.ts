import { isAlive } from '../process/living-process.js';

/** The commands that currently use the endpoint. While one does, the endpoint does not end, even if it is empty. */
export interface Callers {
  enter(pid: number): void;
  leave(pid: number): void;
  /** Returns whether a command still uses the endpoint. Processes that ended without a `stop` do not count. */
  isAny(): boolean;
}

/** Creates an empty set of callers. */
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
