import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import {
  attempt,
  insist,
  isNotFound,
  LAG_LIMIT_MS,
  type Probe,
  pollUntil,
  toTagList,
} from '../probe.js';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const CHANGED_TAG = 'valkey-lab:changed';

/** Returns the managed policy that lets a function use the network. */
export function toNetworkPolicy({ account }: Probe): string {
  const path = 'service-role/AWSLambdaVPCAccessExecutionRole';
  return `arn:${account.partition}:iam::aws:policy/${path}`;
}

/** Creates the role of the probe function, and reads it at once and after a change. */
export async function probeRole(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const { iam } = target.clients;
  const RoleName = names.role;
  await createRole(probe, RoleName);
  const readRole = () => attempt(iam.send(new GetRoleCommand({ RoleName })));
  const seen = await readRole();
  const tagsAtOnce = await attempt(iam.send(new ListRoleTagsCommand({ RoleName })));
  if (!tagsAtOnce.ok && !isNotFound(tagsAtOnce)) journal.observe('new-tags', 'refused');
  const { value: shown } = await pollUntil(probe, readRole, ({ ok }) => ok, { everyMs: 1_000 });
  const hasTags = shown.ok && (shown.value.Role?.Tags ?? []).length > 0;
  journal.observe('new-tags', hasTags ? 'with-resource' : 'late');
  await target.sleep(LAG_LIMIT_MS);

  const Tags = [{ Key: CHANGED_TAG, Value: 'true' }];
  await iam.send(new TagRoleCommand({ RoleName, Tags }));
  const changed = await attempt(iam.send(new ListRoleTagsCommand({ RoleName })));
  const keys = changed.ok ? changed.value.Tags?.map(({ Key }) => Key) : undefined;
  if (!changed.ok && isNotFound(changed)) journal.observe('iam-reads', 'not-found');
  else if (changed.ok && !keys?.length) journal.observe('iam-reads', 'empty');
  else if (seen.ok && keys?.includes(CHANGED_TAG)) journal.observe('iam-reads', 'at-once');
  else journal.observe('iam-reads', 'stale');

  await attach(probe, RoleName);
  const arn = (resource: string) =>
    `arn:${probe.account.partition}:elasticache:${target.region}:${probe.account.id}:${resource}`;
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'elasticache:Connect',
      Resource: [arn(`serverlesscache:${names.cache}`), arn(`user:${names.users[0]}`)],
    },
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: names.policy, PolicyDocument }));
}

/** Detaches the policy of a role and deletes the role at once. */
export async function probeRoleDeletion(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const { iam } = target.clients;
  const RoleName = names.shortRole;
  await createRole(probe, RoleName);
  await attach(probe, RoleName);
  const PolicyArn = toNetworkPolicy(probe);
  await insist(
    probe,
    () => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    isNotFound,
  );
  const remove = () => iam.send(new DeleteRoleCommand({ RoleName }));
  const first = await attempt(remove());
  if (first.ok) return journal.observe('role-deletion', 'accepted');
  if (!first.code.startsWith('DeleteConflict')) {
    return journal.miss('role-deletion', 'The answer fits no alternative.');
  }
  journal.observe('role-deletion', 'conflict-first');
  await insist(probe, remove, ({ code }) => code.startsWith('DeleteConflict'));
}

function createRole({ target, tags }: Probe, RoleName: string): Promise<unknown> {
  const role = { RoleName, AssumeRolePolicyDocument: TRUST, Tags: toTagList(tags) };
  return target.clients.iam.send(new CreateRoleCommand(role));
}

/** IAM may not know a new role yet. */
function attach(probe: Probe, RoleName: string): Promise<unknown> {
  const attachment = { RoleName, PolicyArn: toNetworkPolicy(probe) };
  const { iam } = probe.target.clients;
  return insist(probe, () => iam.send(new AttachRolePolicyCommand(attachment)), isNotFound);
}
