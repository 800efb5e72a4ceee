import { finished } from 'node:stream/promises';
import { type GuardedChild, spawnGuarded } from '../../process/guard.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { toNodeFlags } from '../environments/variables.js';
import { readLogLines } from '../log/lines.js';
import { type NextCall, type RuntimeAnswer, startRuntimeApi } from './api.js';

/** What a runtime does next. */
export type RuntimeEvent =
  | { readonly kind: 'asked' }
  | { readonly kind: 'answered'; readonly answer: RuntimeAnswer }
  | { readonly kind: 'init-failed'; readonly answer: RuntimeAnswer }
  | {
      readonly kind: 'exited';
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };

/** A function's process and its Runtime API. */
export interface RuntimeProcess {
  readonly pid: number | undefined;
  readonly isAlive: boolean;
  /** The next thing that the runtime does; `timeout` when it does nothing for so long. */
  next(timeoutMs: number): Promise<RuntimeEvent | { readonly kind: 'timeout' }>;
  deliver(call: NextCall): void;
  /** Writes what the process has printed without a line feed. */
  flush(): void;
  /** Resolves when the process is gone and its output is read. */
  kill(): Promise<void>;
}

export interface RuntimeProcessOptions {
  readonly fn: LambdaFunction;
  /** The program that loads the handler: ours, or AWS's Runtime Interface Client. */
  readonly bootstrapFile: string;
  readonly taskRoot: string;
  /** Is in the environment's variables: the guard finds the process's own processes by it. */
  readonly marker: string;
  /** The process's whole environment, once the address of its API is known. */
  readonly toEnvironment: (runtimeApi: string) => Record<string, string>;
  /** Takes each line of output. */
  readonly write: (message: string) => void;
}

/** Starts the API, then the process under its guard. */
export async function startRuntimeProcess(options: RuntimeProcessOptions): Promise<RuntimeProcess> {
  const { fn, write } = options;
  const events: RuntimeEvent[] = [];
  let wake: (() => void) | undefined;
  const push = (event: RuntimeEvent): void => {
    events.push(event);
    wake?.();
  };
  // The process writes before it calls: one more turn, and what it wrote has been read.
  const pushAfterOutput = (event: RuntimeEvent): void => {
    setImmediate(() => setImmediate(() => push(event)));
  };
  let pid: number | undefined;
  const api = await startRuntimeApi(
    {
      asked: () => pushAfterOutput({ kind: 'asked' }),
      answered: (answer) => pushAfterOutput({ kind: 'answered', answer }),
      initFailed: (answer) => pushAfterOutput({ kind: 'init-failed', answer }),
    },
    () => pid,
  );
  const child = spawnGuarded({
    command: process.execPath,
    args: [...toNodeFlags(fn), options.bootstrapFile],
    env: options.toEnvironment(api.address),
    cwd: options.taskRoot,
    marker: options.marker,
  });
  pid = child.pid;
  const outputs = [readLogLines(child.stdout, write), readLogLines(child.stderr, write)];

  let isAlive = true;
  const ended = watchEnd(child).then((end) => {
    isAlive = false;
    api.close();
    // Not before what the process has said: a start that failed ends right after its report.
    pushAfterOutput({ kind: 'exited', ...end });
  });

  const flush = (): void => {
    for (const output of outputs) output.flush();
  };
  return {
    pid: child.pid,
    get isAlive() {
      return isAlive;
    },
    async next(timeoutMs) {
      if (events.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      return events.shift() ?? { kind: 'timeout' };
    },
    deliver: (call) => api.deliver(call),
    flush,
    async kill() {
      await child.kill();
      await ended;
    },
  };
}

/** How the process ended, once all that it printed is read. */
async function watchEnd(child: GuardedChild): Promise<{
  code: number | null;
  signal: NodeJS.Signals | null;
}> {
  const end = await child.exited.catch(() => ({ code: 1, signal: null }));
  await Promise.allSettled([finished(child.stdout), finished(child.stderr)]);
  return end;
}
