import { ListPolicyTagsCommand, paginateListPolicies } from '@aws-sdk/client-iam';
import { isAwsError, isNotFound } from '../../aws/errors.js';
import { fromTagList } from '../../engine/lab-tags.js';
import type { Session } from '../../session/session.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';

/** Lists the account's own managed policies, whatever their paths are. */
export async function listPolicies({ aws }: Session): Promise<Candidate[]> {
  const client = await aws.iam();
  const found: Candidate[] = [];
  for await (const page of paginateListPolicies({ client }, { Scope: 'Local' })) {
    for (const { PolicyName: name = '', Arn: arn } of page.Policies ?? []) {
      const read = () => readPolicyTags({ aws }, arn);
      found.push({ name, readTags: () => readListedTags(read) });
    }
  }
  return found;
}

/** Reads the tags of a foreign policy; undefined when the caller may not read them, or when the policy is gone. */
export async function readForeignTags(
  ctx: Session,
  arn: string | undefined,
): Promise<Record<string, string> | undefined> {
  try {
    return await readPolicyTags(ctx, arn);
  } catch (error) {
    if (isNotFound(error) || isAwsError(error, 'AccessDenied')) return undefined;
    throw error;
  }
}

/** Reads a policy's tags. A policy has at most 50, which fit into one page. */
async function readPolicyTags(
  { aws }: Pick<Session, 'aws'>,
  arn: string | undefined,
): Promise<Record<string, string>> {
  const client = await aws.iam();
  const command = new ListPolicyTagsCommand({ PolicyArn: arn, MaxItems: 100 });
  return fromTagList((await client.send(command)).Tags);
}
