import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toBuiltFile } from '../process/built-file.js';
import type { Account } from '../state/account.js';
import type { Clock } from '../state/clock.js';
import type { LambdaFunction } from '../state/lambda.js';
import type { Pace } from '../state/pace.js';
import type {
  FunctionRunner,
  Invocation,
  InvocationRecord,
  InvocationResult,
} from '../state/ports.js';
import type { AwsState } from '../state/state.js';
import { removeFolder } from './code/folder.js';
import { type CodeStore, createCodeStore } from './code/store.js';
import { CONCURRENCY_LIMIT, createConcurrency } from './concurrency.js';
import { Environment } from './environments/environment.js';
import { toClockOffset } from './environments/invocation-call.js';
import { createEnvironmentPool } from './environments/pool.js';
import { assumeExecutionRole } from './environments/role-session.js';
import { toProcessEnvironment } from './environments/variables.js';
import { createEventQueue } from './event-queue.js';
import type { Language } from './languages/language.js';
import { NODE } from './languages/node.js';
import { createPython } from './languages/python.js';
import { createLogStream } from './log/stream.js';
import { startRuntimeProcess } from './runtime/process.js';
import { createUnstartableProcess } from './runtime/unstartable.js';

/** The time after which an idle environment ends. AWS documents no number; users have measured 5 to 15 minutes. */
const IDLE_MS = 10 * 60 * 1000;

export interface FunctionRunnerOptions {
  readonly aws: AwsState;
  readonly account: Account;
  readonly clock: Clock;
  readonly pace: Pace;
  /** The parent of the folder with code and temporary files. */
  readonly folder: string;
  /** The file with the certificate authority of the caches, in PEM. */
  readonly caFile: string;
  /** Receives one line at a time, without secrets. */
  readonly log: (line: string) => void;
  /** Receives each finished call of a function. Default: nothing. */
  readonly onInvocation?: ((record: InvocationRecord) => void) | undefined;
  /** Returns the emulator's URL, once it listens. */
  readonly endpoint: () => string;
  /** The limit of concurrent executions in the account. Default: 1000, as on AWS. */
  readonly concurrencyLimit?: number | undefined;
  /** Milliseconds until an idle environment ends. Default: 10 minutes. */
  readonly idleMs?: number | undefined;
  /** The program that loads handlers. Default: the emulator's own. AWS's Runtime Interface Client works too. */
  readonly bootstrapFile?: string | undefined;
}

/** Creates a runner that runs functions in child processes. */
export function createFunctionRunner(options: FunctionRunnerOptions): FunctionRunner {
  keepDebuggerClosed();
  const folder = join(options.folder, 'functions');
  const code = createCodeStore(join(folder, 'code'));
  const pool = createEnvironmentPool({ idleMs: options.idleMs ?? IDLE_MS });
  const concurrency = createConcurrency(options.concurrencyLimit ?? CONCURRENCY_LIMIT);
  const python = createPython(options.log);
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  const open = (fn: LambdaFunction): Promise<Environment> => {
    const language = fn.runtime.startsWith('python') ? python : NODE;
    return openEnvironment({ fn, language, code, folder, runner: options });
  };
  const run = async (fn: LambdaFunction, invocation: Invocation): Promise<InvocationResult> => {
    const leave = concurrency.enter(fn);
    try {
      const environment =
        pool.take(fn.arn, fn.revisionId) ?? (await pool.open(fn.arn, () => open(fn)));
      try {
        // The endpoint may have been closed while the code was unpacked.
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
    const result = watched(fn, invocation, options, run(fn, invocation));
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

/** Reports a call of a function when it has ended. */
async function watched(
  { name, region }: LambdaFunction,
  { payload, requestId }: Invocation,
  { clock, onInvocation }: FunctionRunnerOptions,
  running: Promise<InvocationResult>,
): Promise<InvocationResult> {
  const began = performance.now();
  const call = { functionName: name, region, requestId, payload, atMs: clock.now() };
  const note = (ended: Pick<InvocationRecord, 'result' | 'problem'>) =>
    onInvocation?.({ ...call, ...ended, elapsedMs: performance.now() - began });
  try {
    const result = await running;
    note({ result, problem: undefined });
    return result;
  } catch (error) {
    note({ result: undefined, problem: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

interface NewEnvironment {
  readonly fn: LambdaFunction;
  readonly language: Language;
  readonly code: CodeStore;
  readonly folder: string;
  readonly runner: FunctionRunnerOptions;
}

/** Opens a cold environment: it assumes the role and unpacks the code, but starts no process. */
async function openEnvironment({
  fn,
  language,
  code,
  folder,
  runner,
}: NewEnvironment): Promise<Environment> {
  const { aws, account, clock } = runner;
  const revision = { ...fn };
  const session = assumeExecutionRole(revision, { aws, clock });
  const { principal } = session.credential;
  const logStream = createLogStream({ fn: revision, principal, aws, account, clock });
  const tempFolder = join(folder, `tmp-${randomUUID()}`);
  try {
    await mkdir(tempFolder, { recursive: true, mode: 0o700 });
    // Looked up before the start, whose duration the log shows: on AWS there is nothing to look up.
    const program = await language.findProgram(revision.runtime);
    const unpacked = await code.open(revision);
    return new Environment({
      fn: revision,
      session,
      logStream,
      clock,
      async startProcess(write) {
        if ('problem' in program) return createUnstartableProcess(program.problem);
        const bootstrapFile = runner.bootstrapFile ?? toBuiltFile(language.bootstrap);
        const taskRoot = unpacked.folder;
        return startRuntimeProcess({
          command: program.file,
          args: [...language.toFlags(revision), bootstrapFile],
          taskRoot,
          marker: logStream.id,
          write,
          toEnvironment: (runtimeApi) =>
            toProcessEnvironment({
              fn: revision,
              credential: session.credential,
              logStream: logStream.name,
              runtimeApi,
              taskRoot,
              tempFolder,
              program: program.file,
              languageVariables: language.toVariables({ taskRoot, caFile: runner.caFile }),
              endpoint: runner.endpoint(),
              clockOffsetMs: toClockOffset(clock),
            }),
        });
      },
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
 * Keeps a function from opening this process's debugger with SIGUSR1: Node.js opens it only without a listener for
 * the signal. The listener is never removed, because a function's processes may outlive the runner.
 */
function keepDebuggerClosed(): void {
  if (!process.listeners('SIGUSR1').includes(ignore)) process.on('SIGUSR1', ignore);
}
