import { isAboutResource, isNotFound } from '../../aws/errors.js';
import type { LabNames } from '../../session/config.js';

/** A configured name. The log group's name follows from the function's. */
export type NameKey = Exclude<keyof LabNames, 'logGroup'>;

/** The tags of a resource. `gone`: it has been deleted since it was listed. `unreadable`: its state hides the tags. */
export type ReadTags = Readonly<Record<string, string>> | 'gone' | 'unreadable';

/** A resource that may belong to a lab. Its tags have not been read yet. */
export interface Candidate {
  /** The value of the resource's `nameKey`. */
  readonly name: string;
  readonly readTags: () => Promise<ReadTags>;
  /** The ARN of a function's role. */
  readonly role?: string | undefined;
}

/** Reads the tags of a resource that may have been deleted since it was listed. */
export async function readListedTags(
  read: () => Promise<Readonly<Record<string, string>> | undefined>,
): Promise<ReadTags> {
  try {
    return (await read()) ?? {};
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    if (isAboutResource(error)) return 'unreadable';
    throw error;
  }
}
