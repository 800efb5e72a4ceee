import { resolve } from 'node:path';
import { withFunction } from '../../session/function-subject.js';
import type { Run } from '../../session/run.js';
import type { Session } from '../../session/session.js';
import type { Action } from '../action.js';
import { findFunctionName } from '../deploy-function/pack.js';
import { refuseBadFunctionSettings } from '../deploy-function/settings.js';
import { openStep } from '../open-session.js';
import type { DevOptions } from '../options.js';
import { readEvent } from './event-file.js';
import { openLoginLog } from './logins.js';
import { rememberExisting } from './made.js';
import { playRound } from './round.js';
import { watchFolder } from './watch-folder.js';

interface Opened {
  readonly run: Run;
  readonly session: Session;
}

/** Refuses wrong input before the run starts an endpoint. */
async function open(run: Run, options: DevOptions): Promise<Opened> {
  const { findKind } = await import('../../packaging/index.js');
  await findKind(options.path);
  findFunctionName(run.config, options.path, options);
  await readEvent(options.event);
  return { run, session: await openStep(run) };
}

/**
 * Deploys and invokes a function now and after each change of its files, until the run is aborted. Then it removes what it
 * made. On the local endpoint it also makes the lab.
 */
async function develop(opened: Opened, options: DevOptions): Promise<never> {
  const { session, run } = opened;
  const name = findFunctionName(run.config, options.path, options);
  const removeNew = await rememberExisting(withFunction(session, name));
  try {
    return await repeat(opened, options);
  } finally {
    // The run's own signal is aborted, and ends every wait.
    const cleaning = { ...session, signal: new AbortController().signal };
    await removeNew(withFunction(cleaning, name));
    await session.target.release();
  }
}

async function repeat({ run, session }: Opened, options: DevOptions): Promise<never> {
  const { path, event, onRound } = options;
  const { signal, config } = run;
  const { local } = session.target;
  const folder = resolve(path);
  const { readIgnored } = await import('../../packaging/index.js');
  const isIgnored = await readIgnored(folder);
  const logins = local ? await openLoginLog(config) : undefined;
  await using changes = await watchFolder(folder, {
    others: event === undefined ? [] : [resolve(event)],
    isIgnored: (file) => file.includes('node_modules/') || isIgnored(file),
  });
  const once = noteOnce(run);
  let isMade = !local;
  let changed: readonly string[] = [];
  for (;;) {
    const step = isMade ? 'deploy-function' : 'up';
    // After the first round, the progress of each resource would hide the function's own lines.
    const quiet = isMade ? { ...session, report: () => {} } : session;
    const round = await playRound({ session: quiet, run: once, options, logins, changed, step });
    isMade ||= round.invocation !== null;
    onRound?.(round);
    changed = await changes.next(signal);
  }
}

/** Each round has the same notes about the package. The user sees them once. */
function noteOnce(run: Run): Pick<Run, 'config' | 'signal' | 'note'> {
  const noted = new Set<string>();
  const note = (text: string) => {
    if (!noted.has(text)) run.note(text);
    noted.add(text);
  };
  return { ...run, note };
}

export const dev: Action<Opened, DevOptions, never> = {
  open,
  check: refuseBadFunctionSettings,
  act: develop,
  isUnlimited: () => true,
};
