import { withCallsFor } from '../aws/call-recorder.js';
import { toLabError } from '../aws/errors.js';
import { realTime } from '../aws/time.js';
import { toResourceText } from '../engine/events.js';
import { toProgramFile } from '../program-files.js';
import { createLabTags } from '../resources/shared/lab-tags.js';
import { version } from '../version.js';
import type { AnonymousSession } from './session.js';

type Given = Pick<
  AnonymousSession,
  'config' | 'region' | 'target' | 'aws' | 'signal' | 'report' | 'done' | 'note' | 'elapsedMs'
>;

/** Creates a session from open clients. */
export function createSession(given: Given): AnonymousSession {
  const { region, config } = given;
  return {
    ...given,
    tags: createLabTags({ lab: config.lab, region }, new Date(), version),
    time: realTime,
    lag: given.target.lag,
    handlerFolder: toProgramFile('handler'),
    waitForInterfaces: true,
    attribute,
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
