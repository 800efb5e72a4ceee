import pMap from 'p-map';
import { toReadContext } from '../../engine/context.js';
import { isAnyLabs, isTaggedPublic, toCreatedMs, toOwnership } from '../../engine/lab-tags.js';
import { OWNER_TAG } from '../../engine/owner.js';
import type { LabBlueprint, LabResource } from '../../resources/shared/blueprint.js';
import type { Candidate, NameKey } from '../../resources/shared/discovery.js';
import type { Topology } from '../../session/config.js';
import type { Session } from '../../session/session.js';

/** The names of a lab's resources. A kind has several names if its name changed between two runs of `up`. */
export type FoundNames = Readonly<Record<NameKey, readonly string[]>>;

/** A lab, as the tags of its resources describe it. */
export interface FoundLab {
  /** Empty for the default lab. */
  readonly lab: string;
  /** When its newest resource was created, in milliseconds since the epoch; undefined without a readable tag. */
  readonly newestMs: number | undefined;
  readonly names: FoundNames;
  /** What its tags say. */
  readonly topology: Topology;
  /** Who made its resources, by their tags. */
  readonly owners: readonly string[];
}

export interface FoundLabs {
  /** Sorted by name. */
  readonly labs: readonly FoundLab[];
  /** `kind name` of resources with an unknown owner, because AWS does not return their tags now (F1.5). */
  readonly unreadable: readonly string[];
}

/** Each resource needs a call for its tags, and AWS allows about 10 to 20 calls a second. */
const AT_ONCE = 10;

interface TaggedResource {
  readonly nameKey: NameKey | undefined;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Finds every lab of the account and region by its tags. Reads only, with one call for each candidate's tags. */
export async function findLabs<O>(
  { resources }: Pick<LabBlueprint<O>, 'resources'>,
  session: Session,
): Promise<FoundLabs> {
  const ctx = toReadContext(session);
  const listed = await Promise.all(
    resources.map(async (resource) => {
      const candidates = (await resource.listAll?.(ctx)) ?? [];
      return candidates.map((candidate) => ({ resource, candidate }));
    }),
  );
  const read = await pMap(
    listed.flat(),
    async ({ resource, candidate }: Listed<O>) => {
      session.signal.throwIfAborted();
      return { resource, candidate, tags: await candidate.readTags() };
    },
    { concurrency: AT_ONCE },
  );
  const byLab = new Map<string, TaggedResource[]>();
  for (const { resource, candidate, tags } of read) {
    if (typeof tags === 'string' || !isAnyLabs(tags)) continue;
    const owner = toOwnership(tags);
    // IAM is global, so it also lists roles and policies of labs in other regions.
    if (!owner || owner.region !== session.region) continue;
    const tagged = { nameKey: resource.nameKey, name: candidate.name, tags };
    byLab.set(owner.lab, [...(byLab.get(owner.lab) ?? []), tagged]);
  }
  const labs = [...byLab].map(([lab, tagged]) => toLab(lab, tagged));
  return {
    labs: labs.sort((a, b) => (a.lab < b.lab ? -1 : 1)),
    unreadable: read.flatMap(({ resource, candidate, tags }) =>
      tags === 'unreadable' ? [`${resource.kind.replaceAll('-', ' ')} ${candidate.name}`] : [],
    ),
  };
}

interface Listed<O> {
  readonly resource: LabResource<O>;
  readonly candidate: Candidate;
}

function toLab(lab: string, tagged: readonly TaggedResource[]): FoundLab {
  // A function and its log group share a name.
  const named = (key: NameKey) => [
    ...new Set(tagged.filter(({ nameKey }) => nameKey === key).map(({ name }) => name)),
  ];
  const made = tagged.flatMap(({ tags }) => toCreatedMs(tags) ?? []);
  return {
    lab,
    topology: tagged.some(({ tags }) => isTaggedPublic(tags)) ? 'public' : 'vpc',
    owners: [...new Set(tagged.flatMap(({ tags }) => tags[OWNER_TAG] ?? []))],
    newestMs: made.length > 0 ? Math.max(...made) : undefined,
    names: {
      cache: named('cache'),
      iamUser: named('iamUser'),
      defaultUser: named('defaultUser'),
      userGroup: named('userGroup'),
      role: named('role'),
      policy: named('policy'),
      function: named('function'),
    },
  };
}
