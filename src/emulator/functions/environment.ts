import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { LambdaFunction } from '../state/lambda.js';
import { type Failure, toExitFailure, toReportedFailure, toTimeoutFailure } from './failures.js';
import type { Invocation, InvocationResult } from './function-runner.js';
import type { EnvironmentLogStream } from './log-stream.js';
import { type MemoryWatch, watchMemory } from './memory-watch.js';
import type { ExecutionSession } from './role-session.js';
import type { RuntimeEvent, RuntimeProcess } from './runtime-process.js';
import { createSystemLog, type SystemLog } from './system-log.js';

/** How long a start may take before the invocation's own time counts (AWS: lambda-runtime-environment). */
const INIT_LIMIT_MS = 10_000;

/** How long a runtime that reported a failed start may take to end itself. */
const EXIT_GRACE_MS = 1000;

export interface EnvironmentOptions {
  /** The function as it was when the environment began; it keeps this revision. */
  readonly fn: LambdaFunction;
  readonly session: ExecutionSession;
  readonly logStream: EnvironmentLogStream;
  readonly clock: Clock;
  /** Starts the function's process; `write` takes what it prints. */
  readonly startProcess: (write: (message: string) => void) => Promise<RuntimeProcess>;
  /** Removes what the environment has on disk. */
  readonly removeFiles: () => Promise<void>;
}

/** The outcome of a start. */
type Start =
  | { readonly process: RuntimeProcess; readonly initMs: number }
  | { readonly failure: Failure; readonly initMs: number };

/** What an invocation came to, and how long it took. */
interface Run {
  readonly durationMs: number;
  readonly initMs?: number | undefined;
  readonly failure?: Failure | undefined;
  readonly payload?: Uint8Array | undefined;
  readonly maxMemoryMb: number;
}

/** An execution environment: one process, one invocation at a time, warm in between. */
export class Environment {
  readonly revisionId: string;
  readonly #options: EnvironmentOptions;
  readonly #systemLog: SystemLog;
  #process: RuntimeProcess | undefined;
  /** The log of the running invocation. */
  #log = '';
  #isClosed = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.revisionId = options.fn.revisionId;
    this.#systemLog = createSystemLog(options.fn, () => options.clock.now());
  }

  /** Whether it can take one more invocation. */
  get isUsable(): boolean {
    return !this.#isClosed && this.#process?.isAlive === true && this.#options.session.isFresh();
  }

  /** Runs the function once, with a start before it when the environment is cold. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    this.#log = '';
    const { requestId } = invocation;
    const run = await this.#run(invocation);
    this.#write(this.#systemLog.end(requestId));
    this.#write(
      this.#systemLog.report({
        requestId,
        durationMs: run.durationMs,
        initMs: run.initMs,
        maxMemoryMb: run.maxMemoryMb,
        status: run.failure?.status,
        errorType: run.failure?.status === 'timeout' ? undefined : run.failure?.errorType,
      }),
    );
    this.#options.logStream.flush();
    return {
      functionError: run.failure ? 'Unhandled' : undefined,
      payload: run.failure?.payload ?? run.payload ?? new Uint8Array(),
      log: this.#log,
    };
  }

  /** Ends the process and what it has: credentials, port and files. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#process?.kill();
    this.#options.session.end();
    this.#options.logStream.flush();
    await this.#options.removeFiles();
  }

  async #run(invocation: Invocation): Promise<Run> {
    const { fn } = this.#options;
    const timeoutMs = fn.timeoutSeconds * 1000;
    let start = this.#process ? undefined : await this.#start('init', invocation.requestId);
    const initMs = start && 'process' in start ? start.initMs : undefined;

    const beganAt = performance.now();
    const readDurationMs = () => performance.now() - beganAt;
    if (start && 'failure' in start) {
      // AWS tries a failed start once more, as a part of the invocation.
      start = await this.#start('invoke', invocation.requestId);
    }
    this.#write(this.#systemLog.start(invocation.requestId));
    if (start && 'failure' in start) {
      this.#write(start.failure.logMessage);
      return { durationMs: readDurationMs(), failure: start.failure, maxMemoryMb: 0 };
    }
    if (start) this.#process = start.process;
    const process = this.#process;
    if (!process) throw new Error('The environment has no process.');

    const memory = watchMemory(process.pid, {
      limitMb: fn.memoryMb,
      onExceeded: () => void process.kill(),
    });
    const deadlineMs = Date.now() + timeoutMs - readDurationMs();
    this.#deliver(process, invocation, deadlineMs);
    const outcome = await this.#awaitAnswer(process, {
      requestId: invocation.requestId,
      deadlineMs,
      memory,
    });
    await memory.measure();
    memory.stop();
    process.flush();
    const isTimeout = outcome.failure?.status === 'timeout';
    if (isTimeout) await process.kill();
    this.#write(outcome.failure?.logMessage);
    return {
      ...outcome,
      initMs,
      durationMs: isTimeout ? timeoutMs : readDurationMs(),
      maxMemoryMb: memory.peakMb,
    };
  }

  /** Starts the process and waits until it asks for its first call. */
  async #start(phase: 'init' | 'invoke', requestId: string): Promise<Start> {
    const { fn, clock, logStream, startProcess } = this.#options;
    const limitMs = phase === 'init' ? INIT_LIMIT_MS : fn.timeoutSeconds * 1000;
    // Lambda writes it to the log, but not to the log that Invoke returns.
    if (phase === 'init') logStream.write(this.#systemLog.initStart());
    const beganAt = performance.now();
    const process = await startProcess((message) => this.#write(message));
    const event = this.#isClosed ? await endEarly(process) : await process.next(limitMs);
    const initMs = performance.now() - beganAt;
    if (event.kind === 'asked') return { process, initMs };

    if (event.kind === 'init-failed') await process.next(EXIT_GRACE_MS);
    await process.kill();
    const failure = toStartFailure(event, { requestId, fn, nowMs: clock.now() });
    this.#write(
      this.#systemLog.initReport({
        initMs,
        phase,
        status: failure.status === 'timeout' ? 'timeout' : 'error',
        errorType: failure.status === 'timeout' ? undefined : failure.errorType,
      }),
    );
    return { failure, initMs };
  }

  #deliver(process: RuntimeProcess, invocation: Invocation, deadlineMs: number): void {
    const { fn, clock } = this.#options;
    const offsetMs = toClockOffset(clock);
    process.deliver({
      requestId: invocation.requestId,
      payload: invocation.payload,
      headers: {
        // In the machine's time: the runtime's own clock decides what remains.
        'Lambda-Runtime-Deadline-Ms': String(Math.floor(deadlineMs)),
        'Lambda-Runtime-Invoked-Function-Arn': fn.arn,
        'Lambda-Runtime-Trace-Id': createTraceId(clock.now()),
        ...(invocation.clientContext === undefined
          ? {}
          : { 'Lambda-Runtime-Client-Context': invocation.clientContext }),
        ...(offsetMs === 0 ? {} : { 'Valkey-Lab-Clock-Offset-Ms': String(offsetMs) }),
      },
    });
  }

  /** Waits for the answer and then until the runtime is ready again; what comes first to an end decides. */
  async #awaitAnswer(
    process: RuntimeProcess,
    {
      requestId,
      deadlineMs,
      memory,
    }: { requestId: string; deadlineMs: number; memory: MemoryWatch },
  ): Promise<{ failure?: Failure | undefined; payload?: Uint8Array | undefined }> {
    const { fn, clock } = this.#options;
    const next = () => process.next(Math.max(deadlineMs - Date.now(), 0));
    const event = await next();
    if (event.kind === 'timeout') {
      const { timeoutSeconds } = fn;
      return { failure: toTimeoutFailure(requestId, { timeoutSeconds, nowMs: clock.now() }) };
    }
    if (event.kind === 'exited') {
      return {
        failure: toExitFailure(event, { requestId, isOutOfMemory: memory.isExceeded }),
      };
    }
    if (event.kind !== 'answered') {
      // It asked for another call without an answer to this one: no runtime of AWS's does.
      await process.kill();
      return {
        failure: toExitFailure({ code: 0, signal: null }, { requestId, isOutOfMemory: false }),
      };
    }
    const after = await next();
    if (after.kind === 'exited') {
      // The answer stands; that the process is gone is only in the log.
      this.#write(toExitFailure(after, { requestId, isOutOfMemory: memory.isExceeded }).logMessage);
    }
    if (after.kind === 'timeout') await process.kill();
    const { answer } = event;
    if (answer.kind === 'response') return { payload: answer.body };
    return { failure: toReportedFailure(event, 'failure') };
  }

  #write(message: string | undefined): void {
    if (message === undefined) return;
    this.#log += message;
    this.#options.logStream.write(message);
  }
}

/** How far the emulator's clock is ahead of the machine's: 0, unless somebody moved it. */
export function toClockOffset(clock: Clock): number {
  const offsetMs = clock.now() - Date.now();
  // The two are not read in the same millisecond.
  return Math.abs(offsetMs) < 50 ? 0 : offsetMs;
}

async function endEarly(process: RuntimeProcess): Promise<RuntimeEvent> {
  await process.kill();
  return { kind: 'exited', code: null, signal: 'SIGKILL' };
}

function toStartFailure(
  event: Exclude<RuntimeEvent, { kind: 'asked' }> | { kind: 'timeout' },
  { requestId, fn, nowMs }: { requestId: string; fn: LambdaFunction; nowMs: number },
): Failure {
  if (event.kind === 'timeout') {
    return toTimeoutFailure(requestId, { timeoutSeconds: fn.timeoutSeconds, nowMs });
  }
  if (event.kind === 'exited') return toExitFailure(event, { requestId, isOutOfMemory: false });
  return toReportedFailure(event, 'error');
}

/** X-Ray's header; nothing is traced here. */
function createTraceId(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
