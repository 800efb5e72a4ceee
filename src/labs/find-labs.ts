import { toCreatedMs, toOwnership } from '../aws/tags.js';
import type { LabNames } from '../config.js';
import type { LabContext } from '../plan/step.js';
import { listElastiCache } from './elasticache.js';
import { listFunctions, toFunctionName } from './functions.js';
import { listIam } from './iam.js';
import { findTagged, type TaggedResource } from './tagged.js';

/** The names of what a lab has; more than one where a name was changed between two runs of `up`. */
export type FoundNames = Readonly<Record<Exclude<keyof LabNames, 'logGroup'>, readonly string[]>>;

/** A lab as its resources' tags tell it. */
export interface FoundLab {
  /** Empty for the default lab. */
  readonly lab: string;
  /** When its newest resource was made, in milliseconds since the epoch; undefined without a readable tag. */
  readonly newestMs: number | undefined;
  readonly names: FoundNames;
}

export interface FoundLabs {
  /** By name. */
  readonly labs: readonly FoundLab[];
  /** `kind name` of what AWS does not show the tags of now: nobody can tell whose it is. */
  readonly unreadable: readonly string[];
}

/** Every lab of the account and region, by tag. Reads only; one call for each resource's tags. */
export async function findLabs(ctx: LabContext): Promise<FoundLabs> {
  const services = [listElastiCache, listIam, listFunctions];
  const found = await Promise.all(services.map(async (list) => findTagged(ctx, await list(ctx))));
  const byLab = new Map<string, TaggedResource[]>();
  for (const resource of found.flatMap(({ tagged }) => tagged)) {
    const owner = toOwnership(resource.tags);
    // IAM is global: a role of another region's lab goes with that region.
    if (!owner || owner.region !== ctx.region) continue;
    byLab.set(owner.lab, [...(byLab.get(owner.lab) ?? []), resource]);
  }
  const labs = [...byLab].map(([lab, resources]) => toLab(lab, resources));
  return {
    labs: labs.sort((a, b) => (a.lab < b.lab ? -1 : 1)),
    unreadable: found.flatMap(({ unreadable }) => unreadable),
  };
}

function toLab(lab: string, resources: readonly TaggedResource[]): FoundLab {
  const named = (role: keyof LabNames) =>
    resources.filter((one) => one.role === role).map(({ name }) => name);
  const made = resources.flatMap(({ tags }) => toCreatedMs(tags) ?? []);
  return {
    lab,
    newestMs: made.length > 0 ? Math.max(...made) : undefined,
    names: {
      cache: named('cache'),
      iamUser: named('iamUser'),
      defaultUser: named('defaultUser'),
      userGroup: named('userGroup'),
      role: named('role'),
      policy: named('policy'),
      function: [...new Set([...named('function'), ...named('logGroup').map(toFunctionName)])],
    },
  };
}
