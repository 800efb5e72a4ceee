import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startLocalAws } from '../../src/local.js';

/** Where the contract tests run: a local endpoint, or the account of VALKEY_LAB_ACCOUNT_ID. */
export interface ContractAccount extends AsyncDisposable {
  readonly region: string;
}

/** Opens the account. With `VALKEY_LAB_CONTRACT=aws` it is a real one, and any other account is refused. */
export async function openAccount(): Promise<ContractAccount> {
  if (process.env['VALKEY_LAB_CONTRACT'] !== 'aws') return openLocalAccount();
  const expected = process.env['VALKEY_LAB_ACCOUNT_ID'] ?? '';
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  const sts = new STSClient({ region });
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  if (!/^\d{12}$/.test(expected) || Account !== expected) {
    throw new Error(
      `The credentials belong to account ${Account}, and VALKEY_LAB_ACCOUNT_ID is "${expected}". Nothing was made.`,
    );
  }
  return { region, [Symbol.asyncDispose]: async () => {} };
}

async function openLocalAccount(): Promise<ContractAccount> {
  const aws = await startLocalAws();
  const env = aws.env();
  Object.assign(process.env, env);
  return {
    region: aws.region,
    async [Symbol.asyncDispose]() {
      for (const name of Object.keys(env)) delete process.env[name];
      await aws.close();
    },
  };
}
