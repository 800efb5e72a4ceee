import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toBuiltFile } from '../process/built-file.js';
import type { Account } from '../state/account.js';
import type { Clock } from '../state/clock.js';
import type { LambdaFunction } from '../state/lambda.js';
import type { Pace } from '../state/pace.js';
import type { FunctionRunner, Invocation, InvocationResult } from '../state/ports.js';
import type { AwsState } from '../state/state.js';
import { removeFolder } from './code/remove-folder.js';
import { type CodeStore, createCodeStore } from './code/store.js';
import { CONCURRENCY_LIMIT, createConcurrency } from './concurrency.js';
import { Environment } from './environments/environment.js';
import { toClockOffset } from './environments/invocation-call.js';
import { createEnvironmentPool } from './environments/pool.js';
import { assumeExecutionRole } from './environments/role-session.js';
import { toProcessEnvironment } from './environments/variables.js';
import { createEventQueue } from './event-queue.js';
import { createLogStream } from './log/stream.js';
import { startRuntimeProcess } from './runtime/process.js';

/** How long an idle environment stays; AWS gives no number, others have measured 5 to 15 minutes. */
const IDLE_MS = 10 * 60 * 1000;

export interface FunctionRunnerOptions {
  readonly aws: AwsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Code and temporary files go below it. */
  readonly folder: string;
  /** The authority of the caches' certificates (PEM). */
  readonly caFile: string;
  /** Takes a line; never a secret. */
  readonly log: (line: string) => void;
  /** The emulator's URL, once it listens. */
  readonly endpoint: () => string;
  /** Executions at once in the account; default: AWS's 1000. */
  readonly concurrencyLimit?: number | undefined;
  /** Milliseconds until an environment that nobody uses is ended. */
  readonly idleMs?: number | undefined;
  /** The program that loads handlers; default ours, from the build. AWS's Runtime Interface Client works too. */
  readonly bootstrapFile?: string | undefined;
}

/** Runs functions in child processes below `folder`. */
export function createFunctionRunner(options: FunctionRunnerOptions): FunctionRunner {
  keepDebuggerClosed();
  const folder = join(options.folder, 'functions');
  const code = createCodeStore(join(folder, 'code'));
  const pool = createEnvironmentPool({ idleMs: options.idleMs ?? IDLE_MS });
  const concurrency = createConcurrency(options.concurrencyLimit ?? CONCURRENCY_LIMIT);
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  const run = async (fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult> => {
    const leave = concurrency.enter(fn);
    try {
      const environment =
        pool.take(fn.arn, fn.revisionId) ??
        (await pool.open(fn.arn, () => openEnvironment({ fn, code, folder, runner: options })));
      try {
        // Closed while the code was being unpacked: nothing is started any more.
        if (isClosed) throw new Error('The endpoint is being closed.');
        return await environment.invoke(invocation);
      } finally {
        await pool.release(fn.arn, environment);
      }
    } finally {
      leave();
    }
  };
  const invoke = async (fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult> => {
    if (isClosed) throw new Error('The endpoint is being closed.');
    const result = run(fn, invocation);
    running.add(result);
    try {
      return await result;
    } finally {
      running.delete(result);
    }
  };
  const events = createEventQueue({ clock: options.clock, invoke, log: options.log });

  return {
    findCodeFault: (zip) => code.findFault(zip),
    invoke,
    enqueue: (fn, invocation) => events.push(fn, invocation),
    retire: (functionArn) => pool.retire(functionArn),
    async closeAll() {
      isClosed = true;
      events.close();
      await pool.closeAll();
      await Promise.allSettled(running);
      await pool.closeAll();
      await removeFolder(folder);
    },
  };
}

interface NewEnvironment {
  readonly fn: LambdaFunction;
  readonly code: CodeStore;
  readonly folder: string;
  readonly runner: FunctionRunnerOptions;
}

/** A cold environment: role assumed, code unpacked, no process yet. */
async function openEnvironment({ fn, code, folder, runner }: NewEnvironment): Promise<Environment> {
  const { aws, account, clock } = runner;
  const revision = { ...fn };
  const session = assumeExecutionRole(revision, { aws, clock });
  const { principal } = session.credential;
  const logStream = createLogStream({ fn: revision, principal, aws, account, clock });
  const tempFolder = join(folder, `tmp-${randomUUID()}`);
  try {
    await mkdir(tempFolder, { recursive: true, mode: 0o700 });
    const unpacked = await code.open(revision);
    return new Environment({
      fn: revision,
      session,
      logStream,
      clock,
      startProcess: (write) =>
        startRuntimeProcess({
          fn: revision,
          bootstrapFile: runner.bootstrapFile ?? toBuiltFile('function-bootstrap.mjs'),
          taskRoot: unpacked.folder,
          marker: logStream.id,
          write,
          toEnvironment: (runtimeApi) =>
            toProcessEnvironment({
              fn: revision,
              credential: session.credential,
              logStream: logStream.name,
              runtimeApi,
              taskRoot: unpacked.folder,
              tempFolder,
              caFile: runner.caFile,
              endpoint: runner.endpoint(),
              clockOffsetMs: toClockOffset(clock),
            }),
        }),
      async removeFiles() {
        await removeFolder(tempFolder);
        await unpacked.release();
      },
    });
  } catch (error) {
    session.end();
    await removeFolder(tempFolder);
    throw error;
  }
}

const ignore = (): void => {};

/**
 * Keeps Node's debugger closed when a function sends SIGUSR1 to this process: Node opens it only where nobody
 * listens to the signal. The listener stays, for a function's processes may be the last to end.
 */
function keepDebuggerClosed(): void {
  if (!process.listeners('SIGUSR1').includes(ignore)) process.on('SIGUSR1', ignore);
}
