import { type Nameable, toResourceId } from '../engine/context.js';
import type { ResourceReport } from '../engine/events.js';
import { readExisting } from '../engine/existing.js';
import { refuseOtherOwner } from '../engine/owner.js';
import type { PlannedChange } from '../engine/preview.js';
import { blueprint, type Outputs } from '../resources/index.js';
import type { CacheOutput } from '../resources/shared/cache.js';
import { READY_MADE_USER } from '../resources/shared/ready-made.js';
import type { Session } from '../session/session.js';
import type { Change, Endpoint, Exposure } from './results.js';

export function toChange({
  resource,
  field,
  from = undefined,
  to = undefined,
}: PlannedChange): Change {
  return { resource, field, from: from ?? null, to: to ?? null };
}

/**
 * Refuses an unnamed lab of another owner. Resources that cannot be read do not count.
 * @throws LabError OTHER_OWNER
 */
export async function refuseOtherOwnersLab(session: Session): Promise<void> {
  if (session.config.lab !== '') return;
  refuseOtherOwner(await readExisting(blueprint.resources, session), session);
}

/** Returns a report for each resource of a lab that does not exist. */
export function toAbsentReports(session: Session): ResourceReport[] {
  const absent = {
    arn: null,
    owned: null,
    owner: null,
    state: 'absent',
    action: 'absent',
    elapsedMs: 0,
  } as const;
  return blueprint.resources
    .filter(({ isWanted }) => isWanted?.(session) ?? true)
    .map((resource) => ({ ...toResourceId(resource, session), ...absent }));
}

/** Sorts reports into the tutorial's order. They arrive in the order in which AWS finished. */
export function sortReports(
  reports: readonly ResourceReport[],
  session: Session,
  resources: readonly Nameable<Session>[] = blueprint.resources,
): ResourceReport[] {
  const order = resources.map(({ kind, label }) => `${kind}/${label(session)}`);
  const place = ({ kind, name }: ResourceReport) => order.indexOf(`${kind}/${name}`);
  return [...reports].sort((a, b) => place(a) - place(b));
}

export function toEndpoint(cache: Outputs['serverlessCache'] | undefined): Endpoint | null {
  return cache ? { address: cache.address, port: cache.port } : null;
}

/** Returns what the internet can reach of a public lab. Undefined for a lab in a VPC, and without a cache. */
export function toExposure(
  { config }: Session,
  cache: CacheOutput | undefined,
): Exposure | undefined {
  if (config.topology === 'vpc' || !cache) return undefined;
  const { address, port, userGroupId } = cache;
  const isOwn = userGroupId === config.names.userGroup;
  const user = isOwn
    ? { userId: config.names.iamUser, accessString: config.accessString }
    : { userId: READY_MADE_USER, accessString: null };
  return { address, port, ...user };
}
