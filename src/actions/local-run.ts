import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { destroyAll } from '../engine/destroy.js';
import { readExisting } from '../engine/existing.js';
import { LabError } from '../errors.js';
import { blueprint } from '../resources/index.js';
import {
  type ClientEnvironment,
  type EndpointRecord,
  toClientEnvironment,
} from '../session/client-environment.js';
import { toLocalHeader } from '../session/header.js';
import type { Run } from '../session/run.js';
import {
  findLocal,
  type LocalOptions,
  runLocal,
  startLocal,
  stopLocal,
} from '../session/target.js';
import type { Action } from './action.js';
import { make } from './make.js';
import { openSession } from './open-session.js';

export interface LocalRunOptions extends LocalOptions {
  /** Creates a lab first, and removes it afterwards if it did not exist before. */
  readonly withLab?: boolean | undefined;
  /** Receives the log of the run's own endpoint, which says why a cache refused a login. */
  readonly onLog?: ((line: string) => void) | undefined;
  /**
   * Runs the command in this environment, and ends it when `signal` is aborted. Afterwards, everything that this run made
   * is removed.
   */
  readonly use: (environment: ClientEnvironment, signal: AbortSignal) => Promise<void>;
}

/** Runs a command in the endpoint that is running, or in its own one, which ends with it. */
async function runInside(run: Run, options: LocalRunOptions): Promise<void> {
  const isShared = (await findLocal(run.config)) !== undefined;
  if (isShared) {
    // Counts this process as a user of the endpoint: no other command ends it in the meantime.
    const { record } = await startLocal(run.config, { ...options, startedBy: 'command' });
    return useEndpoint(run, { record, isShared }, options);
  }
  const localDir = createFolder();
  const own = { ...run, config: { ...run.config, localDir } };
  const onLog = (line: string) => options.onLog?.(line);
  try {
    const { record } = await runLocal(own.config, options, { signal: run.signal, onLog });
    await useEndpoint(own, { record, isShared }, options);
  } finally {
    // Removes the files of an endpoint that was killed, too.
    await stopLocal(own.config);
    rmSync(localDir, { recursive: true, force: true });
  }
}

/** Creates the folder of an endpoint, which removes the folder at its end, even if this process is killed. */
function createFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'valkey-lab-run-'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new LabError('LOCAL_FAILED', `No folder can be created in ${tmpdir()} (${code}).`, {
      hint: 'Set TMPDIR to a folder in which you may write.',
      cause,
    });
  }
}

interface Place {
  readonly record: EndpointRecord;
  /** Whether the endpoint ran before, and stays. */
  readonly isShared: boolean;
}

async function useEndpoint(run: Run, place: Place, options: LocalRunOptions): Promise<void> {
  const { set, unset } = await toClientEnvironment(run.config, place.record);
  // With --local, a command inside uses the same endpoint.
  const variables = { ...set, VALKEY_LAB_LOCAL_DIR: run.config.localDir };
  if (!options.withLab) {
    run.note(toLocalHeader(''));
    return options.use({ set: variables, unset }, run.signal);
  }
  const session = await openSession(run);
  // A lab in the run's own endpoint ends with it.
  const isKept = !place.isShared || (await readExisting(blueprint.resources, session)).length > 0;
  const { cache, iamUser } = session.config.names;
  try {
    const { endpoint } = await make('up', session, {});
    const { address = '', port = '' } = endpoint ?? {};
    const login = { CACHE_NAME: cache, CACHE_USER: iamUser };
    const lab = { ...login, CACHE_ENDPOINT: address, CACHE_PORT: String(port) };
    await options.use({ set: { ...variables, ...lab }, unset }, run.signal);
  } finally {
    // The time limit of the command is not one of the clean-up.
    const { signal } = new AbortController();
    if (!isKept) await destroyAll(blueprint.resources, { ...session, signal, report() {} });
  }
}

export const localRun: Action<Run, LocalRunOptions, void> = {
  open: (run) => run,
  act: runInside,
  isUnlimited: () => true,
};
