import { ListTagsCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Session } from '../../session/session.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';

/** Every function of the region. */
export async function listFunctions({ aws }: Session): Promise<Candidate[]> {
  const client = await aws.lambda();
  const found: Candidate[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    for (const { FunctionName: name = '', FunctionArn: Resource } of page.Functions ?? []) {
      const read = async () => (await client.send(new ListTagsCommand({ Resource }))).Tags;
      found.push({ name, readTags: () => readListedTags(read) });
    }
  }
  return found;
}
