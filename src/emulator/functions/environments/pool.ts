import type { Environment } from './environment.js';

/** The warm environments of all functions. */
export interface EnvironmentPool {
  /** Takes out the most recently used warm environment of this revision, if there is one. */
  take(functionArn: string, revisionId: string): Environment | undefined;
  /** Opens an environment for an invocation. If the function is retired meanwhile, `release` ends it. */
  open(functionArn: string, open: () => Promise<Environment>): Promise<Environment>;
  /** Returns an environment after its invocation. The pool keeps it warm, or ends it if it is not usable. */
  release(functionArn: string, environment: Environment): Promise<void>;
  /** Ends the idle environments of a function at once, and the others after their invocation. */
  retire(functionArn: string): Promise<void>;
  closeAll(): Promise<void>;
}

interface Entry {
  readonly functionArn: string;
  readonly environment: Environment;
  isRetired: boolean;
  /** The timer that ends an idle environment; undefined while it works. */
  idleTimer?: NodeJS.Timeout | undefined;
}

/** An environment that is being opened. */
interface Opening {
  readonly functionArn: string;
  isRetired: boolean;
}

/** Creates a pool that ends environments after `idleMs` without use, on the machine's clock. */
export function createEnvironmentPool({ idleMs }: { idleMs: number }): EnvironmentPool {
  // In the order of last use: Lambda gives work to the environment that worked last.
  const entries = new Map<Environment, Entry>();
  const openings = new Set<Opening>();

  const end = async (entry: Entry): Promise<void> => {
    clearTimeout(entry.idleTimer);
    entries.delete(entry.environment);
    await entry.environment.close();
  };
  const idle = (functionArn: string): Entry[] =>
    [...entries.values()].filter(
      (entry) => entry.functionArn === functionArn && entry.idleTimer !== undefined,
    );
  const ignore = (): void => {
    // `closeAll` tries again and reports the error.
  };

  return {
    take(functionArn, revisionId) {
      for (const entry of idle(functionArn).reverse()) {
        const { environment } = entry;
        if (!environment.isUsable) {
          end(entry).catch(ignore);
          continue;
        }
        if (environment.revisionId !== revisionId) continue;
        clearTimeout(entry.idleTimer);
        entry.idleTimer = undefined;
        return environment;
      }
      return undefined;
    },
    async open(functionArn, open) {
      const opening: Opening = { functionArn, isRetired: false };
      openings.add(opening);
      try {
        const environment = await open();
        entries.set(environment, { ...opening, environment });
        return environment;
      } finally {
        openings.delete(opening);
      }
    },
    async release(functionArn, environment) {
      const entry = entries.get(environment);
      if (!entry) return;
      if (entry.isRetired || !environment.isUsable) return end(entry);
      const idleTimer = setTimeout(() => end(kept).catch(ignore), idleMs);
      idleTimer.unref();
      const kept: Entry = { functionArn, environment, isRetired: false, idleTimer };
      entries.delete(environment);
      entries.set(environment, kept);
    },
    async retire(functionArn) {
      for (const entry of [...entries.values(), ...openings]) {
        if (entry.functionArn === functionArn) entry.isRetired = true;
      }
      await Promise.all(idle(functionArn).map(end));
    },
    async closeAll() {
      await Promise.all([...entries.values()].map(end));
    },
  };
}
