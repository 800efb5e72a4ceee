import { toConnectionType } from '../aws/connection-type.js';
import { isDenied } from '../aws/errors.js';
import { type ReadContext, startReads, toResourceContext } from '../engine/context.js';
import { isTaggedPublic } from '../engine/lab-tags.js';
import type { Observation } from '../engine/resource.js';
import type { Topology } from '../session/config.js';
import type { Session } from '../session/session.js';
import { iamUser, lambdaFunction, logGroup, policy, role, userGroup } from './index.js';
import { inspectCache, readCache } from './shared/cache.js';
import type { ResourceContext } from './shared/define.js';

/** The resources that may exist without the cache, and have tags. */
const TAGGED = [role, policy, iamUser, userGroup, logGroup, lambdaFunction];

interface Tagged {
  readonly kind: string;
  label(ctx: Session): string;
  inspect(ctx: ResourceContext): Promise<Observation>;
}

/**
 * Finds the topology of the existing lab: that of its cache, or without a cache what the tags of its other resources say.
 * Undefined when nothing of the lab exists. Resources that the caller may not read do not count.
 */
export async function findTopology(session: Session): Promise<Topology | undefined> {
  const ctx = { ...session, reads: startReads() };
  const ofCache = await ifAllowed(() => findTopologyOfCache(ctx));
  if (ofCache) return ofCache;
  const seen = await Promise.all(TAGGED.map((one) => ifAllowed(() => inspect(one, ctx))));
  const own = seen.filter((one) => one?.owner === 'lab');
  if (own.length === 0) return undefined;
  return own.some((one) => isTaggedPublic(one?.tags ?? {})) ? 'public' : 'vpc';
}

async function findTopologyOfCache(ctx: ReadContext<Session>): Promise<Topology | undefined> {
  const cache = await readCache(ctx);
  if (!cache) return undefined;
  const found = toConnectionType(cache);
  // The owner matters only if the topology is a surprise.
  if (found === ctx.config.topology) return found;
  return (await inspectCache(ctx))?.owned.owner === 'foreign' ? undefined : found;
}

function inspect(one: Tagged, ctx: ReadContext<Session>): Promise<Observation> {
  return one.inspect(toResourceContext(ctx, one, ctx.reads));
}

/** Runs a read. Returns undefined when the caller may not make it. */
async function ifAllowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
