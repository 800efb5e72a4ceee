import type { Probe } from '../probe.js';
import { probeAnswers } from './answers.js';
import { probeCache, probeGroupChange } from './cache.js';
import { probeDeletion } from './deletion.js';
import { deleteFunction, probeFunction } from './function.js';
import { probeRole, probeShortRole } from './iam.js';
import { probeInterfaces } from './interfaces.js';
import { probeLogReads } from './logs.js';
import { findNetwork, probeNetworkReads } from './network.js';
import { probePort } from './port.js';
import { probePublicCaches } from './public-cache.js';
import { probeConnectionKey } from './public-role.js';
import { probeErrors, probeUsers } from './users.js';

/**
 * Makes one cache with its users and one function, and observes each assumption on the way. The order matters: a
 * read lags behind changes of its service, so each probe starts when the last change has settled.
 */
export async function runProbes(probe: Probe, say: (text: string) => void): Promise<void> {
  const { target } = probe;
  const step = async <T>(text: string, run: () => Promise<T>): Promise<T> => {
    say(text);
    return run();
  };
  await step('Read what does not exist.', () => probeErrors(probe));
  await step('Create users and a group.', () => probeUsers(probe));
  await step('List users.', () => probeAnswers(probe));
  const network = await step('Find the network.', () => findNetwork(probe));
  await step('Create a role.', () => probeRole(probe, network));
  await step('Delete a role.', () => probeShortRole(probe));
  await step('Create a security group.', () => probeNetworkReads(probe, network));
  await step('Create a log group.', () => probeLogReads(probe));
  await step('Create a function.', () => probeFunction(probe, network));
  const address = await step('Create a cache.', () => probeCache(probe, network));
  await step('Log in to the cache.', () => probePort(probe, address));
  await step('Change the user group.', () => probeGroupChange(probe));
  await deleteFunction(probe, probe.names.function);
  const deletedMs = target.now();
  await step('Delete the cache.', () => probeDeletion(probe));
  await step('Wait for the network interface.', () => probeInterfaces(probe, deletedMs));
  await step('Create public caches.', () => probePublicCaches(probe));
  await step('Create a role for public caches only.', () => probeConnectionKey(probe));
}
