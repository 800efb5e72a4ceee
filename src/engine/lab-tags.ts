import { OWNER_TAG } from './owner.js';

/** The tags that mark a resource as the lab's, and those of the configuration. Each create call sets them, where AWS allows tags. */
export type LabTags = Readonly<Record<string, string>>;

/** The tag that names the lab of a resource. */
export const LAB_TAG = 'valkey-lab:lab';
const REGION = 'valkey-lab:region';
/** The tag with the time at which a resource was created. */
export const CREATED_TAG = 'valkey-lab:created';
const VERSION = 'valkey-lab:version';
/** Only resources of a public lab have this tag. It says what the lab is while it has no cache. */
const TOPOLOGY = 'valkey-lab:topology';

/** The lab that a resource belongs to (empty: the default lab) and its region. */
export interface Ownership {
  readonly lab: string;
  readonly region: string;
}

/** Creates the tags of a new resource. */
export function createLabTags(owner: Ownership, created: Date, version: string): LabTags {
  return {
    ...toOwnershipTags(owner),
    [CREATED_TAG]: created.toISOString(),
    [VERSION]: version,
  };
}

/** Returns the tags that make a resource the lab's. */
export function toOwnershipTags({ lab, region }: Ownership): LabTags {
  return { [LAB_TAG]: lab || 'default', [REGION]: region };
}

/** Returns the same tags with the owner. */
export function withOwner(tags: LabTags, owner: string): LabTags {
  return { ...tags, [OWNER_TAG]: owner };
}

/** Returns the same tags for a lab that is public or in a VPC. */
export function withTopologyTag({ [TOPOLOGY]: _, ...tags }: LabTags, isPublic: boolean): LabTags {
  return { ...tags, ...(isPublic && { [TOPOLOGY]: 'public' }) };
}

/** Whether the tags are those of a public lab. */
export function isTaggedPublic(tags: Readonly<Record<string, string>>): boolean {
  return tags[TOPOLOGY] === 'public';
}

/** Returns the same tags with another creation time: that of the resource, not of the command's start. */
export function withCreated(tags: LabTags, created: Date): LabTags {
  return { ...tags, [CREATED_TAG]: created.toISOString() };
}

/** Whether the tags name this lab and this region. IAM is global, so both must match. */
export function isOwnedBy(
  tags: Readonly<Record<string, string>>,
  { lab, region }: Ownership,
): boolean {
  return tags[LAB_TAG] === (lab || 'default') && tags[REGION] === region;
}

/** Whether the tags are those of any lab. */
export function isAnyLabs(tags: Readonly<Record<string, string>>): boolean {
  return Object.keys(tags).some((key) => key.startsWith('valkey-lab:'));
}

/** Returns the creation time in milliseconds since the epoch; undefined without a readable tag. */
export function toCreatedMs(tags: Readonly<Record<string, string>>): number | undefined {
  const ms = Date.parse(tags[CREATED_TAG] ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Returns the lab and the region of the tags; undefined when they belong to no lab. */
export function toOwnership(tags: Readonly<Record<string, string>>): Ownership | undefined {
  const { [LAB_TAG]: lab, [REGION]: region } = tags;
  if (!lab || !region) return undefined;
  return { lab: lab === 'default' ? '' : lab, region };
}

/** Returns tags in the form that ElastiCache and IAM take. */
export function toTagList(
  tags: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Returns tags from the form in which ElastiCache and IAM return them. */
export function fromTagList(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
