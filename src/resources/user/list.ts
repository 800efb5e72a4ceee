import { paginateDescribeUsers, type User } from '@aws-sdk/client-elasticache';
import type { AwsClients } from '../../aws/clients.js';
import { shareRead } from '../../engine/context.js';
import type { Session } from '../../session/session.js';
import type { ReadContext } from '../shared/define.js';
import type { Candidate } from '../shared/discovery.js';
import { readElastiCacheTags } from '../shared/ownership.js';

/** Yields every user of the region, page by page. */
export async function* listUserPages(aws: AwsClients) {
  const client = await aws.elastiCache();
  for await (const page of paginateDescribeUsers({ client }, {})) yield page.Users;
}

/** Reads every user of the region, once for both of the lab's users. */
const readUsers = shareRead(async ({ aws }: Session) => {
  const users: User[] = [];
  for await (const page of listUserPages(aws)) users.push(...(page ?? []));
  return users;
});

/** Whether a user can be a lab's user of this kind. AWS's own ids are `default` or begin with `default.` (F2.2). */
function isOfKind({ UserId = '', UserName }: User, name: 'iamUser' | 'defaultUser'): boolean {
  if (UserId === 'default' || UserId.startsWith('default.')) return false;
  return (UserName === 'default') === (name === 'defaultUser');
}

/** Lists the users of the region that can be a lab's user of this kind. */
export async function listUsers(
  ctx: ReadContext,
  kind: 'iamUser' | 'defaultUser',
): Promise<Candidate[]> {
  const users = (await readUsers(ctx)).filter((user) => isOfKind(user, kind));
  return users.map(({ UserId: name = '', ARN: arn }) => ({
    name,
    readTags: () => readElastiCacheTags(ctx.aws, arn),
  }));
}
