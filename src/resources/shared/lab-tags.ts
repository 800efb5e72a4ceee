import type { LabTags } from '../../session/session.js';

const LAB = 'valkey-lab:lab';
const REGION = 'valkey-lab:region';
const CREATED = 'valkey-lab:created';
const VERSION = 'valkey-lab:version';

/** Whose a resource is: which lab (empty: the default one) and which region. */
export interface Ownership {
  readonly lab: string;
  readonly region: string;
}

/** The tags of a new resource. */
export function createLabTags({ lab, region }: Ownership, created: Date, version: string): LabTags {
  return {
    [LAB]: lab || 'default',
    [REGION]: region,
    [CREATED]: created.toISOString(),
    [VERSION]: version,
  };
}

/** The same tags for something made at this moment, not when the command began. */
export function withCreated(tags: LabTags, created: Date): LabTags {
  return { ...tags, [CREATED]: created.toISOString() };
}

/** Whether these tags are this lab's and this region's: IAM is global, so both must be equal. */
export function isOwnedBy(
  tags: Readonly<Record<string, string>>,
  { lab, region }: Ownership,
): boolean {
  return tags[LAB] === (lab || 'default') && tags[REGION] === region;
}

/** Whether any lab made it. */
export function isAnyLabs(tags: Readonly<Record<string, string>>): boolean {
  return Object.keys(tags).some((key) => key.startsWith('valkey-lab:'));
}

/** When the lab made it, in milliseconds since the epoch; undefined without a readable tag. */
export function toCreatedMs(tags: Readonly<Record<string, string>>): number | undefined {
  const ms = Date.parse(tags[CREATED] ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Which lab and region made it; undefined for what is no lab's. */
export function toOwnership(tags: Readonly<Record<string, string>>): Ownership | undefined {
  const { [LAB]: lab, [REGION]: region } = tags;
  if (!lab || !region) return undefined;
  return { lab: lab === 'default' ? '' : lab, region };
}
