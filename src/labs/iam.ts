import {
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  paginateListPolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { isNotFound } from '../aws/errors.js';
import { fromTagList } from '../aws/tags.js';
import type { LabContext } from '../plan/step.js';
import type { Candidate } from './tagged.js';

/** All roles and managed policies of the account itself; the lists do not have their tags. */
export async function listIam(ctx: LabContext): Promise<Candidate[]> {
  const client = await ctx.aws.iam();
  const found: Candidate[] = [];
  for await (const page of paginateListRoles({ client }, {})) {
    for (const { RoleName: name = '', Path } of page.Roles ?? []) {
      // A lab's are not in a path; AWS's own (service-linked, SSO) are.
      if (Path !== '/') continue;
      const read = () => client.send(new ListRoleTagsCommand({ RoleName: name, MaxItems: 100 }));
      found.push({ role: 'role', kind: 'role', name, readTags: () => readTags(read) });
    }
  }
  for await (const page of paginateListPolicies({ client }, { Scope: 'Local' })) {
    for (const { PolicyName: name = '', Arn: PolicyArn, Path } of page.Policies ?? []) {
      if (Path !== '/') continue;
      const read = () => client.send(new ListPolicyTagsCommand({ PolicyArn, MaxItems: 100 }));
      found.push({ role: 'policy', kind: 'policy', name, readTags: () => readTags(read) });
    }
  }
  return found;
}

/** At most 50 tags: one page. */
async function readTags(
  read: () => Promise<{
    Tags?: { Key: string | undefined; Value: string | undefined }[] | undefined;
  }>,
) {
  try {
    return fromTagList((await read()).Tags);
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}
