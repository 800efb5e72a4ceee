import { withCallsFor } from '../aws/call-recorder.js';
import { toLabError } from '../aws/errors.js';
import { realTime } from '../aws/time.js';
import { toResourceText } from '../engine/events.js';
import { createLabTags, withOwner } from '../engine/lab-tags.js';
import { toProgramFile } from '../program-files.js';
import { version } from '../version.js';
import { toOwnerName, toTagValue } from './owner.js';
import type { AnonymousSession, Identity, Session } from './session.js';

type Given = Pick<
  AnonymousSession,
  'config' | 'region' | 'target' | 'aws' | 'signal' | 'report' | 'done' | 'note' | 'elapsedMs'
>;

/** Creates a session from open clients. */
export function createSession(given: Given): AnonymousSession {
  const { region, config } = given;
  return {
    ...given,
    tags: { ...config.tags, ...createLabTags({ lab: config.lab, region }, new Date(), version) },
    time: realTime,
    lag: given.target.lag,
    subject: 'proof',
    labFunctions: [],
    handlerFolder: toProgramFile('handler'),
    waitForInterfaces: true,
    attribute,
  };
}

/** Returns the session of a known caller, who owns what the run creates. */
export function withIdentity(session: AnonymousSession, identity: Identity): Session {
  const named = session.config.owner;
  const owner = named === undefined ? toOwnerName(identity.arn) : toTagValue(named);
  return { ...session, identity, owner, tags: withOwner(session.tags, owner) };
}

/** Turns AWS errors into lab errors that name the resource, and records the calls under the resource for reports. */
const attribute: AnonymousSession['attribute'] = async (resource, run) => {
  try {
    return await (resource ? withCallsFor(resource, run) : run());
  } catch (error) {
    throw toLabError(error, resource && toResourceText(resource));
  }
};
