import type { AwsCall } from '../aws/aws-call.js';
import { toLabError } from '../aws/errors.js';
import type { ProgressEvent, ResourceReport } from '../engine/events.js';
import { toFailures } from '../engine/failures.js';
import { createTimeline } from '../engine/timeline.js';
import { LabError } from '../errors.js';
import { type LabConfig, loadConfig } from './config.js';
import { setDeadline } from './deadline.js';
import type { SessionOptions } from './options.js';

/** Where a run works, as far as it is known. */
export interface RunFacts {
  lab: string | null;
  region: string | null;
  account: string | null;
  local: boolean | null;
}

/** One run, from its options on. */
export interface Run {
  readonly options: SessionOptions;
  readonly config: LabConfig;
  /** Aborted by the caller or by the time limit; its reason is a `LabError`. */
  readonly signal: AbortSignal;
  readonly facts: RunFacts;
  /** The resources that are done so far. */
  readonly resources: readonly ResourceReport[];
  /** What happens and when, for those who ask for it before the first call. */
  readonly timeline: ReturnType<typeof createTimeline> | undefined;
  report(event: ProgressEvent): void;
  call(call: AwsCall): void;
  note(text: string): void;
  elapsedMs(): number;
  /** Does this when the run ends. */
  onEnd(close: () => void | Promise<void>): void;
  /** Tells the watcher how to read what exists. */
  offerLook(look: () => Promise<ResourceReport[]>): void;
}

/** What somebody may see of a run from outside, whatever happens to it. */
export interface RunWatch extends Pick<Run, 'signal' | 'facts' | 'resources' | 'elapsedMs'> {
  /** Reads what exists of the lab; undefined before it is known whose it is. */
  findExisting(): Promise<ResourceReport[]> | undefined;
}

/** For the CLI: beside the options of every action. */
export interface RunOptions extends SessionOptions {
  /** Called when the run begins. The clients stay open after an abort, so that the watcher can look. */
  readonly watch?: ((run: RunWatch) => void) | undefined;
}

interface RunSettings {
  /** Without a time limit of its own: it runs until it is ended. */
  readonly isUnlimited: boolean;
  readonly isRecorded: boolean;
  /** Whether it may be about a user that AWS makes. */
  readonly acceptsAwsUsers: boolean;
}

/** A time limit that no run reaches. */
const NO_LIMIT = '1000000h';

/**
 * Reads the configuration and runs something under its time limit.
 * @throws LabError with every failure, and with what is known of the run as its result; other errors as they are
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
    const config = loadConfig({ flags, env, cwd: readWorkingDirectory(), acceptsAwsUsers });
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

/** The first failure, with all of them and the result as far as it got. */
function withRunResult(error: unknown, known: object): unknown {
  const failures = toFailures(error).map((each) => toLabError(each));
  const [first] = failures;
  if (!(first instanceof LabError)) return first;
  first.failures = failures.filter((each) => each instanceof Error);
  first.result = { ...known, ...first.result };
  return first;
}

/** A resource that is looked at a second time is reported as it was then. */
function noteDone(done: ResourceReport[], report: ResourceReport): void {
  const earlier = done.findIndex(({ kind, name }) => kind === report.kind && name === report.name);
  if (earlier === -1) done.push(report);
  else done[earlier] = report;
}

/** The CLI aborts with a failure of its own; any other reason is the caller's. */
function toAbortion(cause: unknown): LabError {
  if (cause instanceof LabError) return cause;
  const message = 'The caller ended it; AWS may still be working on what was begun.';
  return new LabError('INTERRUPTED', message, { cause });
}

/** @throws LabError CONFIG_INVALID when the directory was deleted: `.env` and files of options are looked for in it */
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
