import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { LabError } from '../errors.js';
import type { AwsClients } from './clients.js';

/** Reads who the caller is. The call needs no permission, so only unusable credentials make it fail. */
export async function readIdentity(
  aws: AwsClients,
): Promise<{ account: string; partition: string; arn: string }> {
  const client = await aws.sts();
  const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
  if (account && arn) return { account, partition: arn.split(':')[1] ?? 'aws', arn };
  throw new LabError('AWS_ERROR', 'STS answered without account and ARN.');
}
