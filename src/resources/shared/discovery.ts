import { isNotFound } from '../../aws/errors.js';
import type { LabNames } from '../../session/config.js';

/** A name that the configuration sets. The log group's follows from the function's. */
export type NameKey = Exclude<keyof LabNames, 'logGroup'>;

/** The tags of a resource. `gone`: it has disappeared since it was listed. `unreadable`: its state hides them. */
export type ReadTags = Readonly<Record<string, string>> | 'gone' | 'unreadable';

/** A resource that may be some lab's; its tags have not been read yet. */
export interface Candidate {
  /** Its value of the resource's `nameKey`. */
  readonly name: string;
  readonly readTags: () => Promise<ReadTags>;
}

/** Reads tags of a resource that may have disappeared since it was listed. */
export async function readListedTags(
  read: () => Promise<Readonly<Record<string, string>> | undefined>,
): Promise<ReadTags> {
  try {
    return (await read()) ?? {};
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}
