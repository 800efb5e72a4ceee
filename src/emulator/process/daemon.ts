import { type RunningEndpoint, type RunOptions, runEndpoint } from './background/run.js';
import { closeInheritedDescriptors } from './descriptors.js';

/** What the command that starts the endpoint's process tells it. */
export interface DaemonOptions extends RunOptions {
  /** Path of its working folder, which does not exist yet. */
  readonly folder: string;
  /** Whether it ends with the command, and tells it each line of its log. */
  readonly isAttached: boolean;
}

/** What the process of the endpoint tells the command that started it. */
export type DaemonMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'log'; readonly line: string };

closeInheritedDescriptors();

/** The endpoint's own process: it gets its options, says that it is ready, and runs until it is stopped. */
process.once('message', async (options: DaemonOptions) => {
  const onLog = options.isAttached
    ? (line: string) => void report({ type: 'log', line })
    : undefined;
  try {
    await run(await runEndpoint(options, onLog), options);
  } catch (error) {
    const { name, code = name, message } = error as Error & { code?: string };
    await report({ type: 'failed', code, message });
    process.exit(1);
  }
});

async function run(endpoint: RunningEndpoint, { isAttached }: DaemonOptions): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void endpoint.close());
  }
  if (isAttached) process.once('disconnect', () => void endpoint.close());
  // The command was killed while we started: nobody waits, and nobody would stop us.
  if (!(await report({ type: 'ready' }))) void endpoint.close();
  if (!isAttached && process.connected) process.disconnect();
  await endpoint.ended;
  process.exit(0);
}

/** Whether the command took the message. */
function report(message: DaemonMessage): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve(false);
    else process.send(message, (error: Error | null) => resolve(error === null));
  });
}
