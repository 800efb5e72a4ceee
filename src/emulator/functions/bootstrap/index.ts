import { makeOutputBlocking, patchConsole } from './console.js';
import { loadHandler } from './load-handler.js';
import { runAsync } from './run-async.js';
import { catchUncaught, runCallbacks } from './run-callback.js';
import type { Runtime } from './runtime.js';
import { createRuntimeClient } from './runtime-client.js';
import { readSettings } from './settings.js';
import { shiftClock } from './shifted-date.js';
import { defineStreamingGlobal } from './streaming.js';

/**
 * Runs a function's process, as /var/runtime/index.mjs does on AWS. The program is bundled into one file and
 * runs without the caller's environment.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  shiftClock(settings.clockOffsetMs);
  makeOutputBlocking();
  const log = patchConsole(settings);
  defineStreamingGlobal(process.env);
  const client = createRuntimeClient(settings.runtimeApi, settings.generation);
  const uncaught = settings.generation === 'callback' ? catchUncaught({ client, log }) : undefined;

  const handler = await loadHandler(settings).catch(async (error: unknown) => {
    log.logError(uncaught ? 'Uncaught Exception' : 'Init Error', error);
    await client.failInit(error);
    if (uncaught) process.exit(129);
    // As in AWS's runtime, the error is uncaught: Node.js prints it and exits with code 1.
    throw error;
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
