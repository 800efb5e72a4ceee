import { type RunningEndpoint, type RunOptions, runEndpoint } from './background/run.js';

/** What the process of the endpoint tells the command that started it. */
export type DaemonMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** The endpoint's own process: it gets its options, says that it is ready, and runs until it is stopped. */
process.once('message', async (options: RunOptions) => {
  try {
    await run(await runEndpoint(options));
  } catch (error) {
    const { name, code = name, message } = error as Error & { code?: string };
    report({ type: 'failed', code, message });
    process.exitCode = 1;
    process.disconnect?.();
  }
});

async function run(endpoint: RunningEndpoint): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void endpoint.close());
  }
  report({ type: 'ready' });
  process.disconnect?.();
  await endpoint.ended;
  process.exit(0);
}

/** The command may have been killed while we started: then nobody listens, and we run on. */
function report(message: DaemonMessage): void {
  if (process.connected) process.send?.(message, () => {});
}
