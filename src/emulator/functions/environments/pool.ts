import type { Environment } from './environment.js';

/** The warm environments of all functions. */
export interface EnvironmentPool {
  /** The environment that was used last and still fits, taken out of the pool; undefined: none is warm. */
  take(functionArn: string, revisionId: string): Environment | undefined;
  /** Opens one for an invocation: a function that is retired meanwhile does not get it back. */
  open(functionArn: string, open: () => Promise<Environment>): Promise<Environment>;
  /** Gives one back after its invocation: kept warm, or ended when it is not usable any more. */
  release(functionArn: string, environment: Environment): Promise<void>;
  /** Ends the warm ones of a function; those that work end after their invocation. */
  retire(functionArn: string): Promise<void>;
  closeAll(): Promise<void>;
}

interface Entry {
  readonly functionArn: string;
  readonly environment: Environment;
  isRetired: boolean;
  /** Ends it when it is idle for long; undefined while it works. */
  idleTimer?: NodeJS.Timeout | undefined;
}

/** An environment that is being opened. */
interface Opening {
  readonly functionArn: string;
  isRetired: boolean;
}

/** A pool that ends what nobody used for `idleMs`, on the machine's clock. */
export function createEnvironmentPool({ idleMs }: { idleMs: number }): EnvironmentPool {
  // In the order of their last use: Lambda gives work to the one that worked last.
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
    // What would not end now is tried again, and reported, by closeAll.
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
