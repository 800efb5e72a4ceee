import {
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Session } from '../../session/session.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';

const LOG_GROUPS = '/aws/lambda/';

/** Every log group of a function, under the function's name: a group can outlive its function. */
export async function listLogGroups({ aws }: Session): Promise<Candidate[]> {
  const client = await aws.logs();
  const found: Candidate[] = [];
  const groups = { logGroupNamePrefix: LOG_GROUPS };
  for await (const page of paginateDescribeLogGroups({ client }, groups)) {
    for (const { logGroupName = '', arn, logGroupArn } of page.logGroups ?? []) {
      // Tags are asked for without the `:*` that one of the two forms has.
      const resourceArn = logGroupArn ?? arn?.replace(/:\*$/, '');
      const command = new ListTagsForResourceCommand({ resourceArn });
      const read = async () => (await client.send(command)).tags;
      const name = logGroupName.slice(LOG_GROUPS.length);
      found.push({ name, readTags: () => readListedTags(read) });
    }
  }
  return found;
}
