import { LabError } from '../../errors.js';

/**
 * A whole number from 1 to `most`, as an option gives it.
 * @throws LabError CONFIG_INVALID
 */
export function toCount(option: string, text: string, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new LabError('CONFIG_INVALID', `${option} is "${text}", but it is from 1 to ${most}.`);
}
