import { findTopology } from '../../resources/topology.js';
import { withTopology } from '../../session/create-session.js';
import type { Session } from '../../session/session.js';

/** Returns the session for the topology of the existing lab, unless the user named one. Says so when the lab is public. */
export async function followLab(session: Session): Promise<Session> {
  const { given, topology, lab } = session.config;
  if (given.topology !== undefined) return session;
  // A check names the read that fails.
  const found = await findTopology(session).catch(() => undefined);
  if (found === undefined || found === topology) return session;
  const name = lab ? `The lab "${lab}"` : 'The lab';
  session.note(`${name} is public, so these are the checks for \`up --public\`.`);
  return withTopology(session, found);
}
