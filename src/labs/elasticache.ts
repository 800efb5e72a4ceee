import {
  ListTagsForResourceCommand,
  paginateDescribeServerlessCaches,
  paginateDescribeUserGroups,
  paginateDescribeUsers,
} from '@aws-sdk/client-elasticache';
import { isAwsError } from '../aws/errors.js';
import { TAGS_UNREADABLE } from '../aws/ownership.js';
import { fromTagList } from '../aws/tags.js';
import type { LabContext } from '../plan/step.js';
import type { Candidate } from './tagged.js';

/** All serverless caches, users and user groups of the region, but AWS's own. */
export async function listElastiCache(ctx: LabContext): Promise<Candidate[]> {
  const client = await ctx.aws.elastiCache();
  const toCandidate = (
    kind: string,
    role: Candidate['role'],
    { name = '', arn = '' }: { name?: string | undefined; arn?: string | undefined },
  ): Candidate => ({ role, kind, name, readTags: () => readTags(ctx, arn) });
  const found: Candidate[] = [];
  for await (const page of paginateDescribeServerlessCaches({ client }, {})) {
    for (const { ServerlessCacheName: name, ARN: arn } of page.ServerlessCaches ?? []) {
      found.push(toCandidate('serverless cache', 'cache', { name, arn }));
    }
  }
  for await (const page of paginateDescribeUserGroups({ client }, {})) {
    for (const { UserGroupId: name, ARN: arn } of page.UserGroups ?? []) {
      if (!isOfAws(name)) found.push(toCandidate('user group', 'userGroup', { name, arn }));
    }
  }
  for await (const page of paginateDescribeUsers({ client }, {})) {
    for (const { UserId: name, UserName, ARN: arn } of page.Users ?? []) {
      const role = UserName === 'default' ? 'defaultUser' : 'iamUser';
      if (!isOfAws(name)) found.push(toCandidate('user', role, { name, arn }));
    }
  }
  return found;
}

/** AWS-FACTS section 2: exactly `default`, and what begins with `default.`. */
function isOfAws(id = ''): boolean {
  return id === 'default' || id.startsWith('default.');
}

async function readTags(ctx: LabContext, arn: string) {
  const client = await ctx.aws.elastiCache();
  try {
    const answer = await client.send(new ListTagsForResourceCommand({ ResourceName: arn }));
    return fromTagList(answer.TagList);
  } catch (error) {
    if (isAwsError(error, ...TAGS_UNREADABLE)) return 'unreadable';
    throw error;
  }
}
