import {
  CreateUserCommand,
  ElastiCacheClient,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';

const GROUP = 'iam-user-group-01';
/** Members of the lab's group, policies in the account (IAM gives 100 a page). */
const SIZES = [
  { users: 2, policies: 1 },
  { users: 50, policies: 150 },
  { users: 100, policies: 450 },
];
const DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

/** How a run on a lab grows with what else there is: users in its group, pages of the account's policies. */
export async function measureGrowth(workspace) {
  const { startLocalAws } = await import('../../dist/local.js');
  const aws = await startLocalAws();
  const elastiCache = new ElastiCacheClient(aws.clientConfig());
  const iam = new IAMClient(aws.clientConfig());
  try {
    const run = async (...args) => {
      const before = aws.calls().length;
      const { elapsedMs } = await workspace.run([...args, '--quiet'], { env: aws.env() });
      return { elapsedMs, calls: aws.calls().length - before };
    };
    await run('up');
    const measurements = [];
    let [least, made] = [undefined, { users: 2, policies: 1 }];
    for (const size of SIZES) {
      await addUsers(elastiCache, made.users, size.users);
      await addPolicies(iam, made.policies, size.policies);
      made = size;
      const again = await run('up');
      const other = await run('up', '--lab', 'other', '--dry-run');
      least ??= { again, other };
      const peer = (name, value) => ({ name, value });
      measurements.push(
        {
          name: `up on a complete lab, ${size.users} users in its group`,
          ...{ unit: 'ms', value: again.elapsedMs },
          peer: peer('2 users', least.again.elapsedMs),
        },
        {
          name: `AWS calls of a first up’s reads, ${size.policies} policies in the account`,
          ...{ unit: '', value: other.calls },
          peer: peer('1 policy', least.other.calls),
        },
      );
    }
    return measurements;
  } finally {
    elastiCache.destroy();
    iam.destroy();
    await aws.close();
  }
}

async function addUsers(client, from, to) {
  const ids = Array.from({ length: to - from }, (_, index) => `member-${from + index}`);
  for (const id of ids) {
    const user = { UserId: id, UserName: id, Engine: 'redis', AccessString: 'on ~* +@all' };
    await client.send(new CreateUserCommand({ ...user, AuthenticationMode: { Type: 'iam' } }));
  }
  if (ids.length === 0) return;
  await client.send(new ModifyUserGroupCommand({ UserGroupId: GROUP, UserIdsToAdd: ids }));
}

async function addPolicies(client, from, to) {
  for (let index = from; index < to; index++) {
    const name = { PolicyName: `other-${index}`, PolicyDocument: DOCUMENT };
    await client.send(new CreatePolicyCommand(name));
  }
}
