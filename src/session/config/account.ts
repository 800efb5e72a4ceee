import { LabError } from '../../errors.js';

/**
 * Checks the id of the only account that a run may touch.
 * @throws LabError CONFIG_INVALID
 */
export function toAccountId(text: string | undefined): string | undefined {
  if (text === undefined || /^\d{12}$/.test(text)) return text;
  throw new LabError(
    'CONFIG_INVALID',
    `The account (--account, VALKEY_LAB_ACCOUNT_ID) is "${text}", but the id of an account has 12 digits.`,
    { hint: 'Write the digits without spaces or hyphens.' },
  );
}
