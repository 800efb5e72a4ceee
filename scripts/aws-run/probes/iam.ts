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
import { probeNewRole } from './function.js';
import type { Network } from './network.js';

const LAMBDA = { Service: 'lambda.amazonaws.com' };
/** What a function in a VPC needs. */
const FUNCTION_ACTIONS = [
  ...['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
  ...['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses'],
  ...['ec2:UnassignPrivateIpAddresses', 'logs:CreateLogGroup', 'logs:CreateLogStream'],
  'logs:PutLogEvents',
];
const CHANGED_TAG = 'valkey-lab:changed';

/** Returns the ARN of the managed policy that lets a function use the network. */
export function toNetworkPolicy({ account }: Probe): string {
  const path = 'service-role/AWSLambdaVPCAccessExecutionRole';
  return `arn:${account.partition}:iam::aws:policy/${path}`;
}

/** Creates the role of the probe function, and reads it at once and after a change. */
export async function probeRole(probe: Probe, network: Network): Promise<void> {
  const { target, journal, names } = probe;
  const { iam } = target.clients;
  const RoleName = names.role;
  await createRole(probe, RoleName);
  const readRole = () => attempt(iam.send(new GetRoleCommand({ RoleName })));
  const seen = await readRole();
  const tagsAtOnce = await attempt(iam.send(new ListRoleTagsCommand({ RoleName })));
  if (!tagsAtOnce.ok && !isNotFound(tagsAtOnce)) journal.observe('new-tags', 'refused');
  await permit(probe, RoleName);
  await probeNewRole(probe, network);
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
}

/** Lets the functions of a role use the network, write logs and log in to the cache. An inline policy needs no wait. */
async function permit(probe: Probe, RoleName: string): Promise<void> {
  const { target, names, account } = probe;
  const arn = (resource: string) =>
    `arn:${account.partition}:elasticache:${target.region}:${account.id}:${resource}`;
  const connect = {
    Effect: 'Allow',
    Action: 'elasticache:Connect',
    Resource: [arn(`serverlesscache:${names.cache}`), arn(`user:${names.users[0]}`)],
  };
  const Statement = [connect, { Effect: 'Allow', Action: FUNCTION_ACTIONS, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const policy = { RoleName, PolicyName: names.policy, PolicyDocument };
  await insist(probe, () => target.clients.iam.send(new PutRolePolicyCommand(policy)), isNotFound);
}

/** Attaches a policy to a new role at once, and deletes the role as soon as the policy is detached. */
export async function probeShortRole(probe: Probe): Promise<void> {
  const { target, journal, names } = probe;
  const { iam } = target.clients;
  const RoleName = names.shortRole;
  await createRole(probe, RoleName);
  const PolicyArn = toNetworkPolicy(probe);
  const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const attached = await attempt(attach());
  const isLate = !attached.ok && isNotFound(attached);
  journal.judge('new-attachments', attached.ok ? 'at-once' : isLate ? 'late' : undefined);
  if (!attached.ok) await insist(probe, attach, isNotFound);
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

/** Creates a role that the principal may assume. */
export function createRole(
  { target, tags }: Probe,
  RoleName: string,
  Principal: Readonly<Record<string, string>> = LAMBDA,
): Promise<unknown> {
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const role = { RoleName, AssumeRolePolicyDocument, Tags: toTagList(tags) };
  return target.clients.iam.send(new CreateRoleCommand(role));
}
