import { LabError } from '../errors.js';
import type { LabConfig } from './config.js';
import type { Identity } from './session.js';

/**
 * Refuses an account that the user did not name, before anything but the caller's identity is read there.
 * @throws LabError OTHER_ACCOUNT
 */
export function refuseOtherAccount(
  { accountId }: Pick<LabConfig, 'accountId'>,
  { account, arn }: Pick<Identity, 'account' | 'arn'>,
): void {
  if (accountId === undefined || accountId === account) return;
  const message = `The credentials are of account ${account} (${arn}), not of ${accountId}, which --account or VALKEY_LAB_ACCOUNT_ID names.`;
  throw new LabError('OTHER_ACCOUNT', message);
}

/**
 * Refuses a command that reaches beyond one lab when the user did not name the account.
 * @throws LabError CONFIG_INVALID
 */
export function requireAccount({ local, accountId }: LabConfig): void {
  if (local || accountId !== undefined) return;
  throw new LabError(
    'CONFIG_INVALID',
    'On AWS, down --all needs --account (VALKEY_LAB_ACCOUNT_ID).',
    {
      hint: 'Name the account: `aws sts get-caller-identity --query Account` shows the one of your credentials.',
    },
  );
}
