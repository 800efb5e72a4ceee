import pMap from 'p-map';
import { toReadContext } from '../../engine/context.js';
import type { LabBlueprint, LabResource } from '../../resources/shared/blueprint.js';
import type { Candidate, NameKey } from '../../resources/shared/discovery.js';
import { isAnyLabs, toCreatedMs, toOwnership } from '../../resources/shared/lab-tags.js';
import type { Session } from '../../session/session.js';

/** The names of what a lab has; more than one where a name was changed between two runs of `up`. */
export type FoundNames = Readonly<Record<NameKey, readonly string[]>>;

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
  /** `kind name` of resources whose tags AWS does not show now: nobody can tell whose they are. */
  readonly unreadable: readonly string[];
}

/** Each resource's tags are a call of their own, and AWS allows some 10 to 20 a second. */
const AT_ONCE = 10;

interface TaggedResource {
  readonly nameKey: NameKey | undefined;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Every lab of the account and region, by tag. Reads only; one call for each resource's tags. */
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
    // IAM is global: a role of another region's lab goes with that region.
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
  // A function and its log group go by one name.
  const named = (key: NameKey) => [
    ...new Set(tagged.filter(({ nameKey }) => nameKey === key).map(({ name }) => name)),
  ];
  const made = tagged.flatMap(({ tags }) => toCreatedMs(tags) ?? []);
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
      function: named('function'),
    },
  };
}
