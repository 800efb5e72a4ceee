import { toLabError } from '../aws/errors.js';
import type { CommonFlags } from '../config.js';
import { type LabConfig, loadConfig } from '../config.js';
import { LabError } from '../errors.js';
import type { ResourceReport } from '../plan/events.js';
import type { Identity } from '../plan/step.js';
import { type LocalFlags, openTarget, type Target } from '../target.js';
import type { Ui } from '../ui/ui.js';

/** The options that a person typed. */
export interface CommandFlags extends CommonFlags, LocalFlags {
  readonly dryRun?: boolean;
}

/** One run of a command: what is known of it so far, for its report whatever happens. */
export interface Session {
  readonly command: string;
  readonly signal: AbortSignal;
  /** The resources that are done so far. */
  readonly done: ResourceReport[];
  config?: LabConfig;
  target?: Target;
  identity?: Identity;
}

/** Milliseconds after an interrupt until we leave, whatever is still going on (the contract says 2 s). */
const LEAVE_AFTER_MS = 1_500;

/**
 * Runs a command. A failure is shown and sets the exit code; SIGINT, SIGTERM and the time limit end
 * its waits, and after an interrupt we leave within 2 s; a second one leaves at once.
 */
export async function withSession(
  command: string,
  flags: CommandFlags,
  ui: Ui,
  run: (session: Session, config: LabConfig) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const stop = new AbortController();
  const session: Session = { command, signal: stop.signal, done: [] };
  let isOver = false;
  const fail = (error: unknown) => {
    if (isOver) return;
    isOver = true;
    const shown = toLabError(error);
    process.exitCode = shown instanceof LabError ? shown.exitCode : 1;
    ui.fail(shown, toFailureDocument(session, shown, performance.now() - started));
  };
  const ignoreSignals = onSignals((signal) => {
    const error = toInterruption(signal);
    if (stop.signal.aborted) process.exit(error.exitCode);
    stop.abort(error);
    setTimeout(() => {
      fail(error);
      process.exit(error.exitCode);
    }, LEAVE_AFTER_MS).unref();
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    const config = loadConfig({ flags, env: process.env, cwd: process.cwd() });
    session.config = config;
    deadline = setDeadline(config.timeoutMs, stop);
    for (const note of config.notes) ui.note(note);
    await run(session, config);
    isOver = true;
  } catch (error) {
    fail(error);
  } finally {
    clearTimeout(deadline);
    ignoreSignals();
  }
}

/** Like `withSession`, with AWS or the local endpoint opened; nothing is asked of it yet. */
export function withTarget(
  command: string,
  flags: CommandFlags,
  ui: Ui,
  run: (opened: { session: Session; config: LabConfig; target: Target }) => Promise<void>,
): Promise<void> {
  return withSession(command, flags, ui, async (session, config) => {
    const target = await openTarget(config, flags);
    session.target = target;
    if (target.isDefaultRegion) {
      ui.note(`No region is set: using ${target.access.region}, as in the tutorial.`);
    }
    await run({ session, config, target });
  });
}

/** Calls `listener` on SIGINT and SIGTERM; returns the function that ends this. */
function onSignals(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
  const onInterrupt = () => listener('SIGINT');
  const onTerminate = () => listener('SIGTERM');
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  return () => process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
}

function toInterruption(signal: 'SIGINT' | 'SIGTERM'): LabError {
  return new LabError(
    signal === 'SIGINT' ? 'INTERRUPTED' : 'TERMINATED',
    'Interrupted; AWS may still be working on what was begun.',
  );
}

/** Node's timers cannot wait longer (24.8 days), and then would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function setDeadline(timeoutMs: number, stop: AbortController): NodeJS.Timeout | undefined {
  if (timeoutMs > LONGEST_TIMER_MS) return undefined;
  const seconds = Math.round(timeoutMs / 100) / 10;
  const timer = setTimeout(() => {
    stop.abort(new LabError('WAIT_TIMEOUT', `The time limit of ${seconds} s ran out (--timeout).`));
  }, timeoutMs);
  return timer.unref();
}

/** The JSON document of a command that failed: what was done, and why it stopped. */
export function toFailureDocument(
  session: Omit<Session, 'signal'>,
  error: unknown,
  elapsedMs: number,
): object {
  const { command, config, target, identity, done } = session;
  const known = error instanceof LabError ? error : undefined;
  return {
    command,
    ok: false,
    lab: config?.lab ?? null,
    region: target?.access.region ?? null,
    account: identity?.account ?? null,
    local: target?.local ?? config?.local ?? null,
    resources: done,
    ...known?.details,
    error: {
      code: known?.code ?? 'INTERNAL',
      message: error instanceof Error ? error.message : String(error),
      hint: known?.hint ?? 'This is a bug in valkey-lab: please report it.',
      resource: known?.resource ?? null,
      aws: known?.aws ?? null,
    },
    elapsedMs: Math.round(elapsedMs),
  };
}
