import type { Clock } from '../../state/clock.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { type Invocation, type InvocationResult, LOG_TAIL_BYTES } from '../../state/ports.js';
import type { EnvironmentLogStream } from '../log/stream.js';
import { createSystemLog, type SystemLog } from '../log/system-log.js';
import type { RuntimeProcess } from '../runtime/process.js';
import { type Failure, toFailure } from './failures.js';
import { toCall } from './invocation-call.js';
import { createMemoryWatch, type MemoryWatch } from './memory-watch.js';
import type { ExecutionSession } from './role-session.js';

/** Time limit of the first start (AWS: lambda-runtime-environment). */
const INIT_LIMIT_MS = 10_000;

/** The time in which a runtime should exit after it has reported a failed start. */
const EXIT_GRACE_MS = 1000;

export interface EnvironmentOptions {
  /** The revision of the function that this environment runs. */
  readonly fn: LambdaFunction;
  readonly session: ExecutionSession;
  readonly logStream: EnvironmentLogStream;
  readonly clock: Clock;
  /** Starts the function's process. `write` receives its output. */
  readonly startProcess: (write: (message: string) => void) => Promise<RuntimeProcess>;
  /** Removes the environment's files. */
  readonly removeFiles: () => Promise<void>;
}

type FailedEvent = Parameters<typeof toFailure>[0];

/** A process and its memory watch. */
interface Running {
  readonly process: RuntimeProcess;
  readonly memory: MemoryWatch;
}

/** The outcome of a start. */
interface Start {
  readonly initMs: number;
  readonly maxMemoryMb: number;
  readonly failure?: Failure | undefined;
}

/** The outcome of an invocation. */
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
  #running: Running | undefined;
  /** The end of the running invocation's log. */
  #log = '';
  #isClosed = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.revisionId = options.fn.revisionId;
    this.#systemLog = createSystemLog(options.fn, () => options.clock.now());
  }

  /** Whether the environment can run one more invocation. */
  get isUsable(): boolean {
    return (
      !this.#isClosed && this.#running?.process.isAlive === true && this.#options.session.isFresh()
    );
  }

  /** Runs the function once. A cold environment first starts its process. */
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
        errorType: run.failure?.errorType,
      }),
    );
    this.#options.logStream.flush();
    return {
      functionError: run.failure ? 'Unhandled' : undefined,
      payload: run.failure?.payload ?? run.payload ?? new Uint8Array(),
      log: this.#log,
    };
  }

  /** Ends the process, and removes its credentials, port and files. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running?.process.kill();
    this.#options.session.end();
    this.#options.logStream.flush();
    await this.#options.removeFiles();
  }

  async #run(invocation: Invocation): Promise<Run> {
    const { fn, clock } = this.#options;
    const { requestId } = invocation;
    let start = this.#running ? undefined : await this.#start('init', requestId);
    const initMs = start?.failure ? undefined : start?.initMs;

    const beganAt = performance.now();
    const readDurationMs = () => performance.now() - beganAt;
    // Lambda repeats a failed start once, as part of the invocation.
    if (start?.failure) start = await this.#start('invoke', requestId);
    this.#write(this.#systemLog.start(requestId));
    if (start?.failure || !this.#running) {
      this.#write(start?.failure?.logMessage);
      return {
        durationMs: readDurationMs(),
        failure: start?.failure,
        maxMemoryMb: start?.maxMemoryMb ?? 0,
      };
    }

    const { process, memory } = this.#running;
    memory.start();
    const timeoutMs = fn.timeoutSeconds * 1000;
    const deadlineMs = Date.now() + timeoutMs - readDurationMs();
    process.deliver(toCall(invocation, { fn, clock, deadlineMs }));
    const outcome = await this.#awaitAnswer(this.#running, { requestId, deadlineMs });
    await memory.stop();
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
    const { fn, logStream, startProcess } = this.#options;
    const limitMs = phase === 'init' ? INIT_LIMIT_MS : fn.timeoutSeconds * 1000;
    // This line is in the log stream, but not in the log that Invoke returns.
    if (phase === 'init') logStream.write(this.#systemLog.initStart());
    const beganAt = performance.now();
    const process = await startProcess((message) => this.#write(message));
    const memory = createMemoryWatch(process.pid, {
      limitMb: fn.memoryMb,
      onExceeded: () => void process.kill(),
    });
    this.#running = { process, memory };
    memory.start();
    // `close` may have run while the process was starting, and could not end it.
    if (this.#isClosed) await process.kill();
    const event = await process.next(limitMs);
    const initMs = performance.now() - beganAt;
    await memory.stop();
    if (event.kind === 'asked') return { initMs, maxMemoryMb: memory.peakMb };

    if (event.kind === 'init-failed') await process.next(EXIT_GRACE_MS);
    await process.kill();
    this.#running = undefined;
    const failure = this.#toFailure(event, { requestId, memory });
    const status = failure.status === 'timeout' ? 'timeout' : 'error';
    const { errorType } = failure;
    this.#write(this.#systemLog.initReport({ initMs, phase, status, errorType }));
    return { failure, initMs, maxMemoryMb: memory.peakMb };
  }

  /** Waits for the answer, and then until the runtime is ready again. A time-out or an exit ends the wait. */
  async #awaitAnswer(
    { process, memory }: Running,
    { requestId, deadlineMs }: { requestId: string; deadlineMs: number },
  ): Promise<{ failure?: Failure | undefined; payload?: Uint8Array | undefined }> {
    const next = () => process.next(Math.max(deadlineMs - Date.now(), 0));
    const fail = (event: FailedEvent) => this.#toFailure(event, { requestId, memory });
    const event = await next();
    if (event.kind === 'asked' || event.kind === 'init-failed') {
      // The runtime reported a failed start during a call. AWS's runtimes never do this.
      await process.kill();
      return { failure: fail({ kind: 'exited', code: 0, signal: null }) };
    }
    if (event.kind !== 'answered') return { failure: fail(event) };
    const after = await next();
    // The answer is valid. Only the log shows that the process has exited.
    if (after.kind === 'exited') this.#write(fail(after).logMessage);
    if (after.kind === 'timeout') await process.kill();
    const { answer } = event;
    return answer.kind === 'response' ? { payload: answer.body } : { failure: fail(event) };
  }

  #toFailure(
    event: FailedEvent,
    { requestId, memory }: { requestId: string; memory: MemoryWatch },
  ): Failure {
    const { fn, clock } = this.#options;
    return toFailure(event, {
      requestId,
      isOutOfMemory: memory.isExceeded,
      timeoutSeconds: fn.timeoutSeconds,
      nowMs: clock.now(),
    });
  }

  #write(message: string | undefined): void {
    if (message === undefined) return;
    this.#log = `${this.#log}${message}`.slice(-LOG_TAIL_BYTES);
    this.#options.logStream.write(message);
  }
}
