import { LabError } from '../errors.js';

/**
 * Refuses an option's number that is not a whole number from 1 to `most`.
 * @throws LabError CONFIG_INVALID
 */
export function refuseBadCount(option: string, count: number | undefined, most: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= most)) return;
  throw new LabError(
    'CONFIG_INVALID',
    `${option} is "${count}", but must be a whole number from 1 to ${most}.`,
  );
}
