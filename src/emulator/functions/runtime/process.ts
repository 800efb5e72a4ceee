import { finished } from 'node:stream/promises';
import { type GuardedChild, spawnGuarded } from '../../process/guard.js';
import { readLogLines } from '../log/lines.js';
import { type NextCall, type RuntimeAnswer, startRuntimeApi } from './api.js';

/** An event of the runtime. */
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
  /** Waits for the next event, or for `timeoutMs`. */
  next(timeoutMs: number): Promise<RuntimeEvent | { readonly kind: 'timeout' }>;
  deliver(call: NextCall): void;
  /** Writes unfinished lines of output. */
  flush(): void;
  /** Ends the process. Resolves when it has exited and its output is read. */
  kill(): Promise<void>;
}

export interface RuntimeProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly taskRoot: string;
  /** A unique value in the environment's variables, by which the guard finds descendants of the process. */
  readonly marker: string;
  /** Returns all variables of the process. */
  readonly toEnvironment: (runtimeApi: string) => Record<string, string>;
  /** Receives each line of output. */
  readonly write: (message: string) => void;
}

/** Starts the Runtime API, and then the process under a guard. */
export async function startRuntimeProcess(options: RuntimeProcessOptions): Promise<RuntimeProcess> {
  const { write } = options;
  const events: RuntimeEvent[] = [];
  let wake: (() => void) | undefined;
  const push = (event: RuntimeEvent): void => {
    events.push(event);
    wake?.();
  };
  // The process prints before it calls the API. After two more turns its output has been read.
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
    command: options.command,
    args: options.args,
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
    // Reports must come before the exit: after a failed start, the process exits right after its report.
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

/** Waits until the process has exited and all its output is read. */
async function watchEnd(child: GuardedChild): Promise<{
  code: number | null;
  signal: NodeJS.Signals | null;
}> {
  const end = await child.exited.catch(() => ({ code: 1, signal: null }));
  await Promise.allSettled([finished(child.stdout), finished(child.stderr)]);
  return end;
}
