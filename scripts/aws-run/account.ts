import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Target } from './target.js';

/** The account that the credentials belong to. */
export interface Account {
  readonly id: string;
  readonly partition: string;
}

/** Reads whose account it is. Throws if it is not the expected one; nothing has been made by then. */
export async function requireAccount({ clients }: Target, expected: string): Promise<Account> {
  const { Account: id = '', Arn = '' } = await clients.sts.send(new GetCallerIdentityCommand({}));
  if (id === expected) return { id, partition: Arn.split(':')[1] ?? 'aws' };
  throw new Error(
    `VALKEY_LAB_ACCOUNT_ID is ${expected}, but these credentials belong to account ${id}. Nothing was made. Choose a profile of account ${expected} with AWS_PROFILE.`,
  );
}
