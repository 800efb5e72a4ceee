import { destroyAll, isTiedTo } from '../../engine/destroy.js';
import type { ResourceReport } from '../../engine/events.js';
import { previewDestroy } from '../../engine/preview.js';
import type { LabResource } from '../../resources/shared/blueprint.js';
import {
  type AnyOutputs,
  type AnyResource,
  withUserFunctions,
} from '../../resources/user-functions.js';
import { toTutorialNames } from '../../session/config.js';
import { withTopology } from '../../session/create-session.js';
import type { Session } from '../../session/session.js';
import type { FoundLab, FoundNames } from './find-labs.js';

/** Some of the resources, and a session with their names. */
interface Round {
  readonly resources: readonly AnyResource<unknown>[];
  readonly session: Session;
}

/** Deletes a lab by the names that were found. Stops at the first failure; the next run deletes the rest. */
export async function destroyLab(
  resources: readonly AnyResource<unknown>[],
  session: Session,
  lab: FoundLab,
): Promise<void> {
  for (const round of toRounds(resources, session, lab)) {
    await destroyAll<Session, AnyOutputs<unknown>>(round.resources, round.session);
  }
}

/** Returns the reports that `destroyLab` would give. Reads only. */
export async function previewDestroyLab(
  resources: readonly AnyResource<unknown>[],
  session: Session,
  lab: FoundLab,
): Promise<ResourceReport[]> {
  const reports = [];
  for (const round of toRounds(resources, session, lab)) {
    reports.push(
      ...(await previewDestroy<Session, AnyOutputs<unknown>>(round.resources, round.session)),
    );
  }
  return reports;
}

/**
 * Plans the deletion. A lab with one name of each kind needs one round, like `down`. A lab with several names
 * of a kind needs a round for each phase and name, because a resource must outlive everything that depends on it.
 */
function toRounds(
  own: readonly AnyResource<unknown>[],
  base: Session,
  { lab, topology, names: found }: FoundLab,
): Round[] {
  const session = withTopology(toLabSession(base, lab, found), topology);
  const [first = session.config.names.function, ...others] = found.function;
  // Further functions need no rounds: the graph contains them all.
  const resources = withUserFunctions(own, others);
  const names = { ...found, function: [first] };
  const most = Math.max(...Object.values(names).map(({ length }) => length));
  if (most <= 1) return [{ resources, session }];
  const indexes = Array.from({ length: most }, (_, index) => index);
  return toPhases<AnyOutputs<unknown>>(resources).flatMap((phase) =>
    indexes.map((index) => {
      const ofRound = phase.filter(
        ({ nameKey }) => index === 0 || (nameKey !== undefined && names[nameKey].length > index),
      );
      const changed = ofRound.flatMap(({ nameKey }) => {
        const name = nameKey && names[nameKey][index];
        return nameKey && name !== undefined ? [[nameKey, name] as const] : [];
      });
      return { resources: ofRound, session: withNames(session, Object.fromEntries(changed)) };
    }),
  );
}

/**
 * Groups the resources by the order in which AWS can delete them. Resources with the same name share a phase,
 * after the phases of all resources that depend on one of them.
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

/** Returns a session with the first name found of each kind, and the tutorial's names for the other kinds. */
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
