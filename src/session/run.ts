import type { AwsCall } from '../aws/call-recorder.js';
import { toLabError } from '../aws/errors.js';
import type { ProgressEvent, ResourceReport } from '../engine/events.js';
import { toFailures } from '../engine/failures.js';
import { createTimeline } from '../engine/timeline.js';
import { LabError } from '../errors.js';
import { type LabConfig, loadConfig } from './config.js';
import { setDeadline } from './deadline.js';
import type { SessionOptions } from './options.js';

/** Where a run works. A member is null until it is known. */
export interface RunFacts {
  lab: string | null;
  region: string | null;
  account: string | null;
  local: boolean | null;
}

/** One run of an action. */
export interface Run {
  readonly options: SessionOptions;
  readonly config: LabConfig;
  /** Aborted by the caller or by the time limit; its reason is a `LabError`. */
  readonly signal: AbortSignal;
  readonly facts: RunFacts;
  /** The resources that are finished so far. */
  readonly resources: readonly ResourceReport[];
  /** When each event and call happened; only with `isRecorded`. */
  readonly timeline: ReturnType<typeof createTimeline> | undefined;
  report(event: ProgressEvent): void;
  call(call: AwsCall): void;
  note(text: string): void;
  elapsedMs(): number;
  /** Calls `close` when the run ends. */
  onEnd(close: () => void | Promise<void>): void;
  /** Gives the watcher a function that reads which resources exist. */
  offerLook(look: () => Promise<ResourceReport[]>): void;
}

/** The part of a run that its caller can see at any time, even after a failure. */
export interface RunWatch extends Pick<Run, 'signal' | 'facts' | 'resources' | 'elapsedMs'> {
  /** Reads which resources of the lab exist. Returns undefined until the account is known. */
  findExisting(): Promise<ResourceReport[]> | undefined;
}

/** The options of every action, and those that the configuration or the CLI adds. */
export interface RunOptions extends SessionOptions {
  /** Called when the run begins. With a watcher, the clients stay open after an abort, because it may still read. */
  readonly watch?: ((run: RunWatch) => void) | undefined;
  /** Of the actions that create a lab: without a VPC, with a public endpoint. */
  readonly public?: boolean | undefined;
}

interface RunSettings {
  /** Set for a run without a default time limit, such as `logs --follow`. */
  readonly isUnlimited: boolean;
  readonly isRecorded: boolean;
  /** Whether the IAM user may be one that AWS creates (`default.…`). */
  readonly acceptsAwsUsers: boolean;
}

/** A time limit that no run reaches. */
const NO_LIMIT = '1000000h';

/**
 * Reads the configuration and calls `act` with a run that has a time limit.
 * @throws LabError with all failures, and with the known part of the result; other errors unchanged
 */
export async function withRun<T>(
  options: RunOptions,
  { isUnlimited, isRecorded, acceptsAwsUsers }: RunSettings,
  act: (run: Run) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const elapsedMs = () => Math.round(performance.now() - started);
  const stop = new AbortController();
  const { signal } = stop;
  const facts: RunFacts = { lab: null, region: null, account: null, local: null };
  const resources: ResourceReport[] = [];
  const timeline = isRecorded ? createTimeline() : undefined;
  const closers: (() => void | Promise<void>)[] = [];
  let look: (() => Promise<ResourceReport[]>) | undefined;
  const end = () => stop.abort(toAbortion(options.signal?.reason));
  if (options.signal?.aborted) end();
  options.signal?.addEventListener('abort', end, { once: true });
  options.watch?.({ signal, facts, resources, elapsedMs, findExisting: () => look?.() });
  let deadline: NodeJS.Timeout | undefined;
  try {
    signal.throwIfAborted();
    const timeout = options.timeout ?? (isUnlimited ? NO_LIMIT : undefined);
    const env = { ...process.env, ...options.settings };
    const flags = { ...options, timeout };
    const { settings } = options;
    const cwd = readWorkingDirectory();
    const config = loadConfig({ flags, env, cwd, settings, acceptsAwsUsers });
    Object.assign(facts, { lab: config.lab, region: config.region ?? null, local: config.local });
    deadline = setDeadline(config.timeoutMs, (reason) => stop.abort(reason));
    for (const note of config.notes) options.onNote?.(note);
    return await act({
      ...{ options, config, signal, facts, resources, timeline, elapsedMs },
      report(event) {
        if (event.type === 'finished') noteDone(resources, event.report);
        timeline?.note(event);
        options.onProgress?.(event);
      },
      call(call) {
        timeline?.noteCall(call);
        options.onCall?.(call);
      },
      note: (text) => options.onNote?.(text),
      onEnd: (close) => closers.push(close),
      offerLook(offered) {
        look = offered;
      },
    });
  } catch (error) {
    throw withRunResult(error, { ...facts, resources, elapsedMs: elapsedMs() });
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', end);
    if (!(signal.aborted && options.watch)) for (const close of closers) await close();
  }
}

/** Returns the first failure, to which it adds all failures and the known part of the result. */
function withRunResult(error: unknown, known: object): unknown {
  const failures = toFailures(error).map((each) => toLabError(each));
  const [first] = failures;
  if (!(first instanceof LabError)) return first;
  first.failures = failures.filter((each) => each instanceof Error);
  first.result = { ...known, ...first.result };
  return first;
}

/** Adds a report. A second report about the same resource replaces the first. */
function noteDone(done: ResourceReport[], report: ResourceReport): void {
  const earlier = done.findIndex(({ kind, name }) => kind === report.kind && name === report.name);
  if (earlier === -1) done.push(report);
  else done[earlier] = report;
}

/** Converts an abort to an error. The CLI aborts with a `LabError`; a program may give any reason. */
function toAbortion(cause: unknown): LabError {
  if (cause instanceof LabError) return cause;
  const message =
    'The caller stopped the run. AWS may still be working on changes that it started.';
  return new LabError('INTERRUPTED', message, { cause });
}

/** @throws LabError CONFIG_INVALID when the directory was deleted: `.env` and relative paths need it */
function readWorkingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new LabError('CONFIG_INVALID', 'The working directory no longer exists.', {
      hint: 'Change to another directory, then run the same command again.',
      cause,
    });
  }
}
