import { destroyAll } from '../../../engine/destroy.js';
import { ensureAll } from '../../../engine/ensure.js';
import type { ResourceReport } from '../../../engine/events.js';
import { previewDestroy, previewEnsure } from '../../../engine/preview.js';
import { blueprint, type ResourceName } from '../../../resources/index.js';
import type { Session } from '../../../session/session.js';
import { refuseOtherOwnersLab, sortReports } from '../../lab-result.js';

/** The resources that a step makes or deletes. */
export interface Parts {
  readonly makes?: readonly ResourceName[];
  /** Resources that must exist first; missing ones are made. */
  readonly needs?: readonly ResourceName[];
  readonly deletes?: readonly ResourceName[];
}

export const EVERYTHING: readonly ResourceName[] = blueprint.resources.map(({ name }) => name);

/**
 * Makes or deletes the resources of a step. Returns the reports of its own resources, and of others that it changed.
 * @throws LabError OTHER_OWNER, FOREIGN_RESOURCE and the errors of `up` and `down`
 */
export async function changeParts(
  session: Session,
  { makes = [], needs = [], deletes = [] }: Parts,
): Promise<ResourceReport[]> {
  if (makes.length + needs.length + deletes.length === 0) return [];
  await refuseOtherOwnersLab(session);
  const { watched, reports } = watch(session);
  if (deletes.length > 0) {
    await destroyAll(select(deletes), watched);
    await session.target.release();
  } else await ensureAll(blueprint, [...needs, ...makes], watched);
  return toShown(reports, [...makes, ...deletes], session);
}

/** Returns the reports that `changeParts` would return. Reads only. */
export async function previewParts(
  session: Session,
  { makes = [], needs = [], deletes = [] }: Parts,
): Promise<ResourceReport[]> {
  const reports =
    deletes.length > 0
      ? await previewDestroy(select(deletes), session)
      : (await previewEnsure(blueprint, [...needs, ...makes], session)).reports;
  return toShown(reports, [...makes, ...deletes], session);
}

const select = (names: readonly ResourceName[]) =>
  blueprint.resources.filter(({ name }) => names.includes(name));

/** Collects the reports of this part of the run; the session keeps only the last report of each resource. */
function watch(session: Session) {
  const reports: ResourceReport[] = [];
  const watched: Session = {
    ...session,
    report(event) {
      if (event.type === 'finished') reports.push(event.report);
      session.report(event);
    },
  };
  return { watched, reports };
}

function toShown(
  reports: readonly ResourceReport[],
  own: readonly ResourceName[],
  session: Session,
): ResourceReport[] {
  const isOwn = ({ kind, name }: ResourceReport) =>
    select(own).some((one) => one.kind === kind && one.label(session) === name);
  const shown = reports.filter((report) => {
    if (report.action === 'absent') return false;
    return report.action !== 'unchanged' || isOwn(report);
  });
  return sortReports(shown, session);
}
