import { ensureAll } from '../engine/ensure.js';
import type { ResourceReport } from '../engine/events.js';
import { readExisting } from '../engine/existing.js';
import { previewEnsure } from '../engine/preview.js';
import { blueprint, type ResourceName } from '../resources/index.js';
import { type MakingAction, selectResources } from '../resources/shared/blueprint.js';
import { type Session, toPlace } from '../session/session.js';
import type { Action } from './action.js';
import { findCost } from './cost.js';
import {
  refuseOtherOwnersLab,
  sortReports,
  toChange,
  toEndpoint,
  toExposure,
} from './lab-result.js';
import { openStep } from './open-session.js';
import type { MakeOptions } from './options.js';
import type { MakeResult } from './results.js';

/** Creates or updates the resources of `up` or of one step. A second run continues where the last one stopped. */
export async function make(
  action: MakingAction,
  session: Session,
  options: MakeOptions,
): Promise<MakeResult> {
  const selected = selectResources(blueprint, action);
  // `up` reads the whole lab anyway; a step reads only what it needs.
  if (action !== 'up') await refuseOtherOwnersLab(session);
  const place = toPlace(session);
  const toResultCost = (resources: readonly ResourceReport[]) =>
    findCost(resources, { ...place, limits: session.config });
  if (options.dryRun) {
    const { reports, changes } = await previewEnsure(blueprint, selected, session);
    const resources = sortReports(reports, session);
    const planned = { changes: changes.map(toChange), cost: toResultCost(resources) };
    return { ...place, resources, endpoint: null, elapsedMs: session.elapsedMs(), ...planned };
  }
  const outputs = await ensureAll(blueprint, selected, session);
  const resources = sortReports(session.done, session);
  const endpoint = toEndpoint(outputs.serverlessCache);
  const cost = toResultCost(resources);
  const exposure = toExposure(session, outputs.serverlessCache);
  const made = { ...place, resources, endpoint, elapsedMs: session.elapsedMs(), cost };
  const result = exposure ? { ...made, exposure } : made;
  return options.findNext ? { ...result, next: await findNext(session) } : result;
}

/** The steps in the tutorial's order. If the resource exists, the step has run. */
const TUTORIAL: readonly (readonly [step: Exclude<MakingAction, 'up'>, resource: ResourceName])[] =
  [
    ['create-cache', 'serverlessCache'],
    ['create-users', 'userGroup'],
    ['create-role', 'role'],
    ['deploy-function', 'function'],
  ];

async function findNext(session: Session): Promise<Exclude<MakingAction, 'up'> | 'invoke'> {
  const names = TUTORIAL.map(([, resource]) => resource);
  const resources = blueprint.resources.filter(({ name }) => names.includes(name));
  const kinds = (await readExisting(resources, session)).map(({ kind }) => kind);
  const exists = (name: ResourceName) =>
    resources.some((one) => one.name === name && kinds.includes(one.kind));
  return TUTORIAL.find(([, resource]) => !exists(resource))?.[0] ?? 'invoke';
}

const toStep = (step: MakingAction): Action<Session, MakeOptions, MakeResult> => ({
  open: openStep,
  act: (session, options) => make(step, session, options),
});

/** The steps of the tutorial. */
export const createCache = toStep('create-cache');
export const createUsers = toStep('create-users');
export const createRole = toStep('create-role');
