import { readExisting } from '../engine/existing.js';
import { blueprint } from '../resources/index.js';
import { identify } from '../session/open.js';
import type { Run } from '../session/run.js';
import type { Session } from '../session/session.js';

/** Opens AWS or the local endpoint, reads the caller's identity, and offers the run a look at the existing resources. */
export async function openSession(run: Run): Promise<Session> {
  const session = await identify(run);
  run.offerLook(() => readExisting(blueprint.resources, session));
  return session;
}
