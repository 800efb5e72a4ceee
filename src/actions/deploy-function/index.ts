import { withFunction } from '../../session/function-subject.js';
import type { Run } from '../../session/run.js';
import type { Session } from '../../session/session.js';
import type { Action } from '../action.js';
import { make } from '../make.js';
import { openStep } from '../open-session.js';
import type { DeployFunctionOptions } from '../options.js';
import type { DeployFunctionResult } from '../results.js';
import { packUserFunction, toPlainName } from './pack.js';
import { refuseBadSettings } from './settings.js';

/** Packs a user's function before anything is called, and opens a session for it. Without a path, it is the proof function. */
async function open(run: Run, { path, ...options }: DeployFunctionOptions): Promise<Session> {
  if (path === undefined) return openStep(run);
  const { name, subject } = await packUserFunction(run, path, options);
  return withFunction(await openStep(run), name, subject);
}

async function deploy(
  session: Session,
  { path, name, ...options }: DeployFunctionOptions,
): Promise<DeployFunctionResult> {
  const result = await make('deploy-function', session, options);
  if (path === undefined) return result;
  return { ...result, deployed: { path, name: name ?? toPlainName(path) } };
}

export const deployFunction: Action<Session, DeployFunctionOptions, DeployFunctionResult> = {
  open,
  check: refuseBadSettings,
  act: deploy,
};
