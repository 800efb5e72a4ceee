import { LabError } from '../../errors.js';
import { findCache, toOutput, toState } from '../../resources/shared/cache.js';
import { findElastiCacheOwner } from '../../resources/shared/ownership.js';
import type { Session } from '../../session/session.js';
import type { Endpoint } from '../results.js';

function toMissing(name: string, why = ''): LabError {
  return new LabError('RESOURCE_MISSING', `The serverless-cache ${name} does not exist${why}.`, {
    resource: `serverless-cache/${name}`,
    hint: {
      text: 'Run {command},',
      command: ['create-cache'],
      or: { text: 'or {command}, first.', command: ['up'] },
    },
  });
}

/** @throws LabError RESOURCE_MISSING, because without a local endpoint there is no cache */
export async function refuseVacant({ config }: Session): Promise<never> {
  throw toMissing(config.names.cache, ': no local endpoint is running');
}

/**
 * Finds the endpoint of the lab's cache.
 * @throws LabError RESOURCE_MISSING, RESOURCE_FAILED, FOREIGN_RESOURCE
 */
export async function findCacheEndpoint(session: Session): Promise<Endpoint> {
  const { cache: name } = session.config.names;
  const resource = `serverless-cache/${name}`;
  const cache = await findCache(session);
  if (!cache) throw toMissing(name);
  if ((await findElastiCacheOwner(session, cache)).owner === 'foreign') {
    throw new LabError('FOREIGN_RESOURCE', `The serverless-cache ${name} is not this lab's.`, {
      resource,
    });
  }
  const output = toOutput(cache);
  if (output) return { address: output.address, port: output.port };
  const message = `The serverless-cache ${name} has no endpoint yet: it is ${toState(cache)}.`;
  throw new LabError('RESOURCE_FAILED', message, {
    resource,
    hint: { text: 'Run {command}: it waits for the cache.', command: ['create-cache'] },
  });
}
