import { destroyAll } from '../../engine/destroy.js';
import { inspectAll } from '../../engine/inspect.js';
import { blueprint } from '../../resources/index.js';
import { type AnyOutputs, findLabResources } from '../../resources/user-functions.js';
import type { Session } from '../../session/session.js';

/**
 * Reads which resources of the lab and of the session's function exist. Returns a function that removes those that were added
 * since: the function, or the whole lab.
 */
export async function rememberExisting(
  session: Session,
): Promise<(session: Session) => Promise<void>> {
  const seen = await inspectAll(blueprint.resources, session);
  const absent = blueprint.resources.filter(({ name }) => seen.get(name)?.state === 'absent');
  const isWholeLab = absent.length === blueprint.resources.length;
  return async (own) => {
    const added = isWholeLab ? await findLabResources(own, { withRemains: true }) : absent;
    await destroyAll<Session, AnyOutputs>(added, own);
  };
}
