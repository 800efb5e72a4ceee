import type { AnonymousSession, Session } from '../../session/session.js';

/** What the doctor knows of the target. */
interface TargetFacts {
  readonly isLocal: boolean;
  readonly isDefaultRegion: boolean;
}

/** What a check may use before it is known who we are. */
export type MachineContext = AnonymousSession & TargetFacts;

/** What a check may use that asks AWS. */
export type AwsContext = Session & TargetFacts;
