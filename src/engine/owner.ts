import { LabError } from '../errors.js';
import type { EngineContext } from './context.js';
import { type ResourceReport, toResourceText } from './events.js';

/** The tag that names who made a resource. It is written once and never changed. */
export const OWNER_TAG = 'valkey-lab:owner';

/**
 * Refuses to change an unnamed lab of another owner. Named labs are shared. Resources without the tag belong to the caller who
 * holds the lab's tags.
 * @throws LabError OTHER_OWNER
 */
export function refuseOtherOwner(
  reports: readonly ResourceReport[],
  { config, owner, region }: Pick<EngineContext, 'config' | 'owner' | 'region'>,
): void {
  if (config.lab !== '') return;
  const other = reports.find((one) => one.owned && one.owner !== null && one.owner !== owner);
  if (!other) return;
  const { kind, name } = other;
  const message = `The unnamed lab in ${region} belongs to "${other.owner}" (${kind} ${name}), and you are "${owner}"; nothing was changed.`;
  throw new LabError('OTHER_OWNER', message, { resource: toResourceText(other) });
}
