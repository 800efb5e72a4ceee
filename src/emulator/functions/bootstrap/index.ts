import { makeOutputBlocking, patchConsole } from './console.js';
import { loadHandler } from './load-handler.js';
import { type Runtime, runAsync } from './run-async.js';
import { catchUncaught, runCallbacks } from './run-callback.js';
import { createRuntimeClient } from './runtime-client.js';
import { readSettings } from './settings.js';
import { shiftClock } from './shifted-date.js';

/**
 * The program of a function's process: what /var/runtime/index.mjs is on AWS. It runs bundled, alone and
 * without the caller's environment.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  shiftClock(settings.clockOffsetMs);
  makeOutputBlocking();
  const log = patchConsole(settings);
  const client = createRuntimeClient(settings.runtimeApi);
  const uncaught = settings.generation === 'callback' ? catchUncaught({ client, log }) : undefined;

  const handler = await loadHandler(settings).catch(async (error: unknown) => {
    log.logError(uncaught ? 'Uncaught Exception' : 'Init Error', error);
    await client.failInit(error);
    process.exit(uncaught ? 129 : 1);
  });
  const runtime: Runtime = {
    client,
    log,
    handler,
    async next() {
      const invocation = await client.next();
      shiftClock(Number(invocation.headers['valkey-lab-clock-offset-ms'] ?? 0));
      log.setRequestId(invocation.requestId);
      return invocation;
    },
  };
  if (uncaught) return runCallbacks(runtime, uncaught);
  await runAsync(runtime);
}

void main();
