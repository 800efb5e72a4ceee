import { readExisting } from '../engine/existing.js';
import { LabError } from '../errors.js';
import { blueprint } from '../resources/index.js';
import { toOtherTopology } from '../resources/shared/other-topology.js';
import { findTopology } from '../resources/topology.js';
import { refuseUnfit, toIgnoredNote } from '../session/config/topology.js';
import { withTopology } from '../session/create-session.js';
import { identify } from '../session/open.js';
import type { Run } from '../session/run.js';
import type { Session } from '../session/session.js';

/** Opens AWS or the local endpoint, reads the caller's identity, and offers the run a look at the existing resources. */
export async function openSession(run: Run): Promise<Session> {
  return offerLook(run, await identify(run));
}

/** Opens a session whose topology is that of the existing lab, whatever the configuration says. */
export async function openExisting(run: Run): Promise<Session> {
  const session = await identify(run);
  const { topology } = session.config;
  return offerLook(run, withTopology(session, (await findTopology(session)) ?? topology));
}

/**
 * Opens a session for a step, which follows the existing lab unless the user named another topology.
 * @throws LabError CONFIG_INVALID
 */
export async function openStep(run: Run): Promise<Session> {
  const session = await identify(run);
  return offerLook(run, follow(session, await findTopology(session)));
}

function follow(session: Session, found: Session['config']['topology'] | undefined): Session {
  const { given, topology, lab } = session.config;
  if (found === undefined || found === topology) return session;
  const name = lab ? `The lab "${lab}"` : 'The lab';
  if (given.topology !== undefined) {
    const { problem, hint } = toOtherTopology(found);
    throw new LabError('CONFIG_INVALID', `${name} ${problem}; nothing was changed.`, { hint });
  }
  if (found === 'public') {
    refuseUnfit(given, () => false);
    const ignored = toIgnoredNote(given);
    session.note(`${name} is public, so this step is, too.${ignored ? ` ${ignored}` : ''}`);
  }
  return withTopology(session, found);
}

function offerLook(run: Run, session: Session): Session {
  run.offerLook(() => readExisting(blueprint.resources, session));
  return session;
}
