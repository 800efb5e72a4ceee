import { destroyAll } from '../../engine/destroy.js';
import { previewDestroy } from '../../engine/preview.js';
import {
  type AnyOutputs,
  type AnyResource,
  findLabResources,
} from '../../resources/user-functions.js';
import { type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { findCost } from '../cost.js';
import { refuseOtherOwnersLab, sortReports, toAbsentReports } from '../lab-result.js';
import { openExisting } from '../open-session.js';
import type { DownOptions } from '../options.js';
import type { LabResult } from '../results.js';

/** Deletes the lab's resources, and never foreign ones. It can run again after a failure. */
async function removeLab(opened: Session, options: DownOptions): Promise<LabResult> {
  const session = withInterfaces(opened, options);
  const place = toPlace(session);
  await refuseOtherOwnersLab(session);
  const listed = await findLabResources(session, { withRemains: true });
  if (options.dryRun) {
    const reports = await previewDestroy<Session, AnyOutputs>(listed, session);
    const resources = sortReports(reports, session, listed);
    const planned = {
      changes: [],
      cost: findCost(resources, { ...place, limits: session.config }),
    };
    return { ...place, resources, endpoint: null, elapsedMs: session.elapsedMs(), ...planned };
  }
  await destroyAll<Session, AnyOutputs>(listed, session);
  const late = await findLate(session, listed);
  if (late.length > 0) await destroyAll<Session, AnyOutputs>(late, session);
  const resources = sortReports(session.done, session, [...listed, ...late]);
  const elapsedMs = session.elapsedMs();
  await session.target.release();
  return { ...place, resources, endpoint: null, elapsedMs };
}

/** Finds functions that AWS showed too late for the first list (F1.14). */
async function findLate(
  session: Session,
  listed: readonly AnyResource[],
): Promise<readonly AnyResource[]> {
  if (session.lag.youngMs === 0) return [];
  const again = await findLabResources(session, { withRemains: true });
  return again.filter(({ name }) => !listed.some((one) => one.name === name));
}

/** Sets whether the deletion waits for Lambda's network interfaces (default: true). */
export function withInterfaces(session: Session, { waitInterfaces }: DownOptions): Session {
  return { ...session, waitForInterfaces: waitInterfaces !== false };
}

async function removeNothing(session: Session, { dryRun }: DownOptions): Promise<LabResult> {
  const resources = toAbsentReports(session);
  const nothing = {
    ...toPlace(session),
    resources,
    endpoint: null,
    elapsedMs: session.elapsedMs(),
  };
  return dryRun ? { ...nothing, changes: [], cost: null } : nothing;
}

export const down: Action<Session, DownOptions, LabResult> = {
  open: openExisting,
  act: removeLab,
  actVacant: removeNothing,
};
