import { setTimeout as sleepFor } from 'node:timers/promises';
import { toLabError } from '../aws/errors.js';
import type { Caller, Ui } from '../cli/rendering/ui.js';
import type { ResourceReport } from '../engine/events.js';
import { LabError } from '../errors.js';
import { type LabConfig, loadConfig } from '../session/config.js';
import type { Identity } from '../session/session.js';
import { openTarget, type Target } from '../session/target.js';
import { toFailureDocument } from './session/failure-document.js';
import { type CommandFlags, withFlagsInHint } from './session/flags.js';
import {
  explainInterruption,
  onSignals,
  toAbortion,
  toInterruption,
} from './session/interruption.js';

export type { CommandFlags } from './session/flags.js';

/** One run of a command: what is known of it so far, for its report whatever happens. */
export interface Session {
  readonly command: string;
  readonly signal: AbortSignal;
  /** The resources that are done so far. */
  readonly done: ResourceReport[];
  config?: LabConfig;
  target?: Target;
  identity?: Identity;
  /** Reads what there is of the lab, once it is known whose it is. */
  findExisting?(): Promise<ResourceReport[]>;
}

/** After an interrupt: how long calls in flight may take to end, and then the look at what exists (the contract says 2 s for both). */
const IN_FLIGHT_MS = 400;
const LOOK_MS = 900;
/** After the time limit: calls in flight are awaited, so that the report is true. */
const OVERTIME_MS = 5_000;

type Run = (session: Session, config: LabConfig) => Promise<void>;

/** Runs a command, for the person at the terminal or for the program that called it. */
export function withSession(command: string, flags: CommandFlags, ui: Ui, run: Run): Promise<void> {
  return ui.caller
    ? runForCaller(command, flags, { ui, run, caller: ui.caller })
    : runForPerson(command, flags, { ui, run });
}

/**
 * A failure is shown and sets the exit code. SIGINT, SIGTERM, SIGHUP and the time limit end its waits; after
 * an interrupt we leave within 2 s, having said what exists, and a second one leaves at once. When the program
 * ends before the command has (an error that nobody caught, a promise that nothing settles any more), the
 * command has failed too.
 */
async function runForPerson(
  command: string,
  flags: CommandFlags,
  { ui, run }: { ui: Ui; run: Run },
): Promise<void> {
  const started = performance.now();
  const stop = new AbortController();
  const session: Session = { command, signal: stop.signal, done: [] };
  let isOver = false;
  let leaving: Promise<void> | undefined;
  const fail = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    const shown = withFlagsInHint(toLabError(error), flags);
    process.exitCode = shown instanceof LabError ? shown.exitCode : 1;
    ui.fail(shown, toFailureDocument(session, shown, performance.now() - started));
  };
  const explain = async (reason: LabError) => {
    // Without a lab to look at, what runs gets the time to end.
    const look = session.findExisting?.() ?? running.then(() => undefined);
    const existing = await within(LOOK_MS, look);
    return explainInterruption(reason, { command, existing });
  };
  const leave = async (reason: LabError, isInterrupt: boolean) => {
    stop.abort(reason);
    await within(isInterrupt ? IN_FLIGHT_MS : OVERTIME_MS, running);
    const shown = isInterrupt && !isOver ? await explain(reason) : reason;
    // It came to its end in the meantime.
    if (isOver) return;
    fail(shown);
    process.exit(reason.exitCode);
  };
  const running = (async () => {
    const onOverdue = (reason: LabError) => {
      leaving ??= leave(reason, false);
    };
    await runConfigured(session, { flags, ui, run, onOverdue });
    isOver = true;
  })();
  let isInterrupted = false;
  const ignoreSignals = onSignals((signal) => {
    const reason = toInterruption(signal);
    if (isInterrupted) {
      fail(explainInterruption(reason, { command, existing: undefined }));
      process.exit(reason.exitCode);
    }
    isInterrupted = true;
    leaving = leave(reason, true);
  });
  const onExit = () => fail(new Error('The program ended before the command had.'));
  process.once('exit', onExit);
  try {
    await running;
  } catch (error) {
    await leaving;
    fail(error);
  } finally {
    ignoreSignals();
    process.off('exit', onExit);
  }
}

/** Signals and exit code are the caller's: what it aborts ends when the calls in flight have ended. */
async function runForCaller(
  command: string,
  flags: CommandFlags,
  { ui, run, caller }: { ui: Ui; run: Run; caller: Caller },
): Promise<void> {
  const started = performance.now();
  const stop = new AbortController();
  const session: Session = { command, signal: stop.signal, done: [] };
  const end = () => stop.abort(toAbortion(caller.signal?.reason));
  if (caller.signal?.aborted) end();
  caller.signal?.addEventListener('abort', end, { once: true });
  try {
    const onOverdue = (reason: LabError) => stop.abort(reason);
    await runConfigured(session, { flags, ui, run, onOverdue });
  } catch (error) {
    const shown = toLabError(error);
    ui.fail(shown, toFailureDocument(session, shown, performance.now() - started));
  } finally {
    caller.signal?.removeEventListener('abort', end);
  }
}

/** Reads the configuration and runs the command under its time limit. */
async function runConfigured(
  session: Session,
  options: {
    readonly flags: CommandFlags;
    readonly ui: Ui;
    readonly run: Run;
    readonly onOverdue: (reason: LabError) => void;
  },
): Promise<void> {
  const { flags, ui, run, onOverdue } = options;
  const env = { ...process.env, ...ui.caller?.settings };
  session.signal.throwIfAborted();
  const config = loadConfig({ flags, env, cwd: readWorkingDirectory() });
  session.config = config;
  const deadline = setDeadline(config.timeoutMs, onOverdue);
  try {
    for (const note of config.notes) ui.note(note);
    await run(session, config);
  } finally {
    clearTimeout(deadline);
  }
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

/** The value, or undefined when it takes longer or fails. */
async function within<T>(ms: number, value: Promise<T> | undefined): Promise<T | undefined> {
  const ending = new AbortController();
  const late = sleepFor(ms, undefined, { signal: ending.signal });
  try {
    return await Promise.race([value, late]);
  } catch {
    return undefined;
  } finally {
    ending.abort();
    late.catch(() => {});
  }
}

/**
 * Like `withSession`, with AWS or the local endpoint opened; nothing is asked of it yet. `check` looks at
 * the command's own options before that: wrong usage neither starts an endpoint nor needs credentials.
 */
export function withTarget(
  command: string,
  flags: CommandFlags,
  ui: Ui,
  run: (opened: { session: Session; config: LabConfig; target: Target }) => Promise<void>,
  check: () => void = () => {},
): Promise<void> {
  return withSession(command, flags, ui, async (session, config) => {
    check();
    refuseLocalFlags(flags, config);
    const target = await openTarget(config, flags);
    session.target = target;
    if (target.isDefaultRegion) {
      ui.note(`No region is set: using ${target.access.region}, as in the tutorial.`);
    }
    await run({ session, config, target });
  });
}

/** Who forgets --local must not make a lab on AWS. */
function refuseLocalFlags({ pace, faults }: CommandFlags, { local }: LabConfig): void {
  if (local || (pace === undefined && faults === undefined)) return;
  const option = pace === undefined ? '--faults' : '--pace';
  throw new LabError('CONFIG_INVALID', `${option} is for the local endpoint: it needs --local.`);
}

/** Node's timers cannot wait longer (24.8 days), and then would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function setDeadline(
  timeoutMs: number,
  onOver: (reason: LabError) => void,
): NodeJS.Timeout | undefined {
  if (timeoutMs > LONGEST_TIMER_MS) return undefined;
  const timer = setTimeout(() => {
    onOver(
      new LabError('WAIT_TIMEOUT', `The time limit of ${timeoutMs / 1000} s ran out (--timeout).`),
    );
  }, timeoutMs);
  return timer.unref();
}
