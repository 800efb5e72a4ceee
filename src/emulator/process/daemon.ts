import { setFlagsFromString } from 'node:v8';
import { type RunningEndpoint, type RunOptions, runEndpoint } from './background/run.js';
import { closeInheritedDescriptors } from './descriptors.js';

/** The options that the starting command sends to the endpoint's process. */
export interface DaemonOptions extends RunOptions {
  /** Path of the working folder, which must not exist yet. */
  readonly folder: string;
  /** Whether the endpoint ends with the command and sends it each log line. */
  readonly isAttached: boolean;
}

/** A message from the endpoint's process to the command that started it. */
export type DaemonMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'log'; readonly line: string };

closeInheritedDescriptors();
// By default, V8 lets a heap grow to several times its content before it collects the garbage. This process may run for
// days. It is set here because Node.js would not start with a flag that its V8 does not know.
setFlagsFromString('--heap-growing-percent=25');

/**
 * Runs the endpoint's own process: receives the options, reports that it is ready, and runs until it is
 * stopped.
 */
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
  // The command was killed during the start. Without this, no process would stop the endpoint.
  if (!(await report({ type: 'ready' }))) void endpoint.close();
  if (!isAttached && process.connected) process.disconnect();
  await endpoint.ended;
  process.exit(0);
}

/** Sends a message to the command. Resolves to false if the command is gone. */
function report(message: DaemonMessage): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve(false);
    else process.send(message, (error: Error | null) => resolve(error === null));
  });
}
