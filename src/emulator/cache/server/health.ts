import { isBusy, type ServerControl } from './control.js';

/** A regular check of a server. */
export interface HealthWatch {
  /** Resolves to the reason when the server no longer works. */
  readonly failed: Promise<string>;
  close(): void;
}

const ASK_EVERY_MS = 1_000;
/**
 * The limit is far above the time limit of scripts (`lua-time-limit`, 5 s). It counts checks and not time, because a
 * pause of this process is not the server's fault.
 */
const MAX_SILENT_TURNS = 15;

/**
 * Watches a server and ends scripts that run for too long, as AWS says of `lua-time-limit`: "ElastiCache will
 * first issue a SCRIPT KILL command. If this is unsuccessful, ElastiCache will forcibly restart". Until then,
 * other clients receive `BUSY`. Functions cannot run, because their commands are restricted.
 */
export function watchHealth(control: ServerControl, log: (line: string) => void): HealthWatch {
  let fail = (_reason: string): void => {};
  const failed = new Promise<string>((resolve) => {
    fail = resolve;
  });
  let silentTurns = 0;
  let isAsking = false;

  const timer = setInterval(() => {
    silentTurns += 1;
    if (silentTurns > MAX_SILENT_TURNS) fail(`did not answer for ${MAX_SILENT_TURNS} s`);
    else if (!isAsking) void ask();
  }, ASK_EVERY_MS).unref();

  async function ask(): Promise<void> {
    isAsking = true;
    try {
      const refusal = await control.tell('PING');
      if (isBusy(refusal)) await endScript();
      else silentTurns = 0;
    } catch {
      // The connection is lost. Either the process exits, or the silent checks reach their limit.
    } finally {
      isAsking = false;
    }
  }

  async function endScript(): Promise<void> {
    const refusal = await control.tell('SCRIPT', 'KILL');
    if (refusal === undefined) log('ended a script that ran for more than 5 s (SCRIPT KILL).');
    else if (refusal.startsWith('UNKILLABLE ')) {
      fail('ran a script for more than 5 s that had already written data (SCRIPT KILL is refused)');
    }
  }

  return { failed, close: () => clearInterval(timer) };
}
