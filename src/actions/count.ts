import { LabError } from '../errors.js';

/** @throws LabError CONFIG_INVALID unless it is a whole number from 1 to `most` */
export function refuseBadCount(option: string, count: number | undefined, most: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= most)) return;
  throw new LabError('CONFIG_INVALID', `${option} is "${count}", but it is from 1 to ${most}.`);
}
