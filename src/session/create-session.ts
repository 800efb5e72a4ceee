import { withCallsFor } from '../aws/call-recorder.js';
import { toLabError } from '../aws/errors.js';
import { realTime } from '../aws/time.js';
import { toResourceText } from '../engine/events.js';
import { createLabTags, withOwner, withTopologyTag } from '../engine/lab-tags.js';
import { toProgramFile } from '../program-files.js';
import { version } from '../version.js';
import { type Topology, toTopologySettings } from './config/topology.js';
import { toOwnerName, toTagValue } from './owner.js';
import type { AnonymousSession, Identity, Session } from './session.js';

type Given = Pick<
  AnonymousSession,
  'config' | 'region' | 'target' | 'aws' | 'signal' | 'report' | 'done' | 'note' | 'elapsedMs'
>;

/** Creates a session from open clients. */
export function createSession(given: Given): AnonymousSession {
  const { region, config } = given;
  const tags = createLabTags({ lab: config.lab, region }, new Date(), version);
  return {
    ...given,
    tags: { ...config.tags, ...withTopologyTag(tags, config.topology === 'public') },
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

/** Returns the session for a lab with this topology. */
export function withTopology(session: Session, topology: Topology): Session {
  const { config, tags } = session;
  const isPublic = topology === 'public';
  return {
    ...session,
    config: { ...config, ...toTopologySettings(config.given, topology) },
    tags: withTopologyTag(tags, isPublic),
  };
}

/** Turns AWS errors into lab errors that name the resource, and records the calls under the resource for reports. */
const attribute: AnonymousSession['attribute'] = async (resource, run) => {
  try {
    return await (resource ? withCallsFor(resource, run) : run());
  } catch (error) {
    throw toLabError(error, resource && toResourceText(resource));
  }
};
