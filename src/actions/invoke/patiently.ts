import type { FoundFunction } from '../../aws/find-function.js';
import { type Invocation, invokeFunction } from '../../aws/invoke.js';
import type { Session } from '../../session/session.js';
import { findNewestMs } from './invocable.js';
import { toPatience } from './refuse-broken.js';
import { invokeUntilReady } from './until-ready.js';

/** Invokes the session's function once. Repeats it while AWS is not ready for a new function, role or cache. */
export function invokePatiently(
  session: Session,
  found: FoundFunction,
  event: string | undefined,
): Promise<Invocation> {
  const { function: name } = session.config.names;
  return invokeUntilReady(
    { ...session, resource: { kind: 'function', name } },
    { ...toPatience(session), findNewestMs: () => findNewestMs(session, found) },
    () => invokeFunction(session.aws, name, event),
  );
}
