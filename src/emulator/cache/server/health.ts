import { isBusy, type ServerControl } from './control.js';

/** Asks a server again and again whether it still works. */
export interface HealthWatch {
  /** Settles with the reason when the server is of no use any more. */
  readonly failed: Promise<string>;
  close(): void;
}

const ASK_EVERY_MS = 1_000;
/** Far above what a script may take (`lua-time-limit`, 5 s). Turns count, not time: our own pauses are no fault of the server. */
const MAX_SILENT_TURNS = 15;

/**
 * Watches a server, and ends scripts that run for too long, as AWS says of `lua-time-limit`: "ElastiCache will
 * first issue a SCRIPT KILL command. If this is unsuccessful, ElastiCache will forcibly restart". Assumed: the
 * client of the script is answered in Valkey's own words (`ERR … Script killed by user with SCRIPT KILL.`), and
 * the others until then with `BUSY`. Functions cannot run: their commands are closed.
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
      // The connection is lost: the end of the process follows, or the silence counts.
    } finally {
      isAsking = false;
    }
  }

  async function endScript(): Promise<void> {
    const refusal = await control.tell('SCRIPT', 'KILL');
    if (refusal === undefined) log('a script ran for more than 5 s and was ended (SCRIPT KILL).');
    else if (refusal.startsWith('UNKILLABLE ')) {
      fail('ran a script for more than 5 s that had already written (SCRIPT KILL is refused)');
    }
  }

  return { failed, close: () => clearInterval(timer) };
}
