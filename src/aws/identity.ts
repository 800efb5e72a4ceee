import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { LabError } from '../errors.js';
import type { AwsClients } from './clients.js';

/** Who we are: the call needs no permission, so it fails for want of credentials only. */
export async function readIdentity(
  aws: AwsClients,
): Promise<{ account: string; partition: string; arn: string }> {
  const client = await aws.sts();
  const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
  if (account && arn) return { account, partition: arn.split(':')[1] ?? 'aws', arn };
  throw new LabError('AWS_ERROR', 'STS answered without account and ARN.');
}
