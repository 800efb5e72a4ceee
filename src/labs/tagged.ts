import { mapConcurrently } from '../aws/concurrency.js';
import { isAnyLabs } from '../aws/tags.js';
import type { LabNames } from '../config.js';
import type { LabContext } from '../plan/step.js';

/** A resource that some lab made, by its tags. */
export interface TaggedResource {
  /** Which of a lab's names this is. */
  readonly role: keyof LabNames;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What was found in one service. */
export interface TaggedResources {
  readonly tagged: readonly TaggedResource[];
  /** `kind name` of what AWS does not show the tags of now. */
  readonly unreadable: readonly string[];
}

/** A resource whose tags have not been read yet. */
export interface Candidate {
  readonly role: keyof LabNames;
  readonly kind: string;
  readonly name: string;
  /** `gone`: it has disappeared since it was listed. `unreadable`: AWS does not give them in its state. */
  readonly readTags: () => Promise<Readonly<Record<string, string>> | 'gone' | 'unreadable'>;
}

/** Each resource's tags are a call of their own, and AWS allows some 10 to 20 a second. */
const AT_ONCE = 5;

/** Those of the candidates that are some lab's. */
export async function findTagged(
  { signal }: LabContext,
  candidates: readonly Candidate[],
): Promise<TaggedResources> {
  const read = await mapConcurrently(candidates, AT_ONCE, async (candidate) => {
    signal.throwIfAborted();
    return { ...candidate, tags: await candidate.readTags() };
  });
  return {
    tagged: read.flatMap(({ role, name, tags }) =>
      typeof tags === 'object' && isAnyLabs(tags) ? [{ role, name, tags }] : [],
    ),
    unreadable: read.flatMap(({ kind, name, tags }) =>
      tags === 'unreadable' ? [`${kind} ${name}`] : [],
    ),
  };
}
