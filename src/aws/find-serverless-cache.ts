import { DescribeServerlessCachesCommand, type ServerlessCache } from '@aws-sdk/client-elasticache';
import type { AwsClients } from './clients.js';
import { isAwsError } from './errors.js';

/** The cache of that name as AWS describes it, or undefined. */
export async function findServerlessCache(
  aws: AwsClients,
  name: string,
): Promise<ServerlessCache | undefined> {
  const client = await aws.elastiCache();
  try {
    const answer = await client.send(
      new DescribeServerlessCachesCommand({ ServerlessCacheName: name }),
    );
    return answer.ServerlessCaches?.[0];
  } catch (error) {
    if (isAwsError(error, 'ServerlessCacheNotFoundFault')) return undefined;
    throw error;
  }
}
