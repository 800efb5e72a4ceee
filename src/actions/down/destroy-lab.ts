import { destroyAll, isTiedTo } from '../../engine/destroy.js';
import type { ResourceReport } from '../../engine/events.js';
import { previewDestroy } from '../../engine/preview.js';
import type { LabResource } from '../../resources/shared/blueprint.js';
import { toTutorialNames } from '../../session/config.js';
import type { Session } from '../../session/session.js';
import type { FoundLab, FoundNames } from './find-labs.js';

/** Some of the resources, in a session with the names that they have. */
interface Round<O> {
  readonly resources: readonly LabResource<O>[];
  readonly session: Session;
}

/** Removes a lab, whatever its names are. A failure ends it: the next run takes what comes after. */
export async function destroyLab<O>(
  resources: readonly LabResource<O>[],
  session: Session,
  lab: FoundLab,
): Promise<void> {
  for (const round of toRounds(resources, session, lab)) {
    await destroyAll(round.resources, round.session);
  }
}

/** What `destroyLab` would do: reads only. */
export async function previewDestroyLab<O>(
  resources: readonly LabResource<O>[],
  session: Session,
  lab: FoundLab,
): Promise<ResourceReport[]> {
  const reports = [];
  for (const round of toRounds(resources, session, lab)) {
    reports.push(...(await previewDestroy(round.resources, round.session)));
  }
  return reports;
}

/**
 * One round of everything, as `down` does it. Where a lab has several resources of a kind, a round for
 * each phase and name: what others depend on goes when all of those are gone.
 */
function toRounds<O>(
  resources: readonly LabResource<O>[],
  base: Session,
  { lab, names }: FoundLab,
): Round<O>[] {
  const session = toLabSession(base, lab, names);
  const most = Math.max(...Object.values(names).map(({ length }) => length));
  if (most <= 1) return [{ resources, session }];
  const indexes = Array.from({ length: most }, (_, index) => index);
  return toPhases(resources).flatMap((phase) =>
    indexes.map((index) => {
      const own = phase.filter(
        ({ nameKey }) => index === 0 || (nameKey !== undefined && names[nameKey].length > index),
      );
      const others = own.flatMap(({ nameKey }) => {
        const name = nameKey && names[nameKey][index];
        return nameKey && name !== undefined ? [[nameKey, name] as const] : [];
      });
      return { resources: own, session: withNames(session, Object.fromEntries(others)) };
    }),
  );
}

/**
 * The resources in the order in which AWS lets them go. What goes by one name goes together, once
 * everything is gone that AWS ties to one of them.
 */
export function toPhases<O>(resources: readonly LabResource<O>[]): LabResource<O>[][] {
  const toGroup = ({ nameKey, name }: LabResource<O>) => nameKey ?? name;
  const phases: LabResource<O>[][] = [];
  let left = [...resources];
  while (left.length > 0) {
    const held = new Set(
      left
        .filter((one) =>
          left.some((other) => toGroup(other) !== toGroup(one) && isTiedTo(other, one.name)),
        )
        .map(toGroup),
    );
    const phase = left.filter((one) => !held.has(toGroup(one)));
    if (phase.length === 0) throw new Error('The resources depend on each other in a circle.');
    phases.push(phase);
    left = left.filter((one) => !phase.includes(one));
  }
  return phases;
}

/** The names that were found, the first of each. What was not found may be half made: it has the tutorial's. */
function toLabSession(session: Session, lab: string, names: FoundNames): Session {
  const config = { ...session.config, lab, names: toTutorialNames(lab) };
  const first = Object.fromEntries(
    Object.entries(names).flatMap(([key, [name]]) => (name === undefined ? [] : [[key, name]])),
  );
  return withNames({ ...session, config }, first);
}

function withNames(session: Session, changed: Readonly<Record<string, string>>): Session {
  const names = { ...session.config.names, ...changed };
  const logGroup = `/aws/lambda/${names.function}`;
  return { ...session, config: { ...session.config, names: { ...names, logGroup } } };
}
