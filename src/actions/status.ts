import { readStatus } from '../engine/status.js';
import { type AnyOutputs, findLabResources } from '../resources/user-functions.js';
import { type Session, toPlace } from '../session/session.js';
import type { Action } from './action.js';
import { toAbsentReports, toEndpoint, toExposure } from './lab-result.js';
import { openExisting } from './open-session.js';
import type { StatusResult } from './results.js';

/** Reads every resource of the lab from AWS, and finds its problems. */
async function readLab(session: Session): Promise<StatusResult> {
  const listed = await findLabResources(session, { withRemains: false });
  const {
    reports: resources,
    problems,
    outputs,
  } = await readStatus<Session, AnyOutputs>(listed, session);
  const { serverlessCache: cache } = outputs;
  const shown = cache && 'address' in cache ? cache : undefined;
  const lab = { ...toPlace(session), resources, problems, endpoint: toEndpoint(shown) };
  const exposure = toExposure(session, shown);
  return { ...lab, elapsedMs: session.elapsedMs(), ...(exposure && { exposure }) };
}

async function reportNothing(session: Session): Promise<StatusResult> {
  const nothing = { resources: toAbsentReports(session), problems: [], endpoint: null };
  return { ...toPlace(session), ...nothing, elapsedMs: session.elapsedMs() };
}

export const status: Action<Session, object, StatusResult> = {
  open: openExisting,
  act: readLab,
  actVacant: reportNothing,
};
