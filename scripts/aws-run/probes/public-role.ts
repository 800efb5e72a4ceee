import type { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { attempt, insist, isNotFound, type Probe, type Tried } from '../probe.js';
import { createCache } from './cache.js';
import { createRole } from './iam.js';
import { PUBLIC } from './public-cache.js';

const LIMIT_MS = 120_000;
const RETRY_MS = 2_000;
const CREATE = ['elasticache:CreateServerlessCache', 'elasticache:AddTagsToResource'];
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: CREATE, Resource: '*' },
    {
      ...{ Effect: 'Deny', Action: CREATE, Resource: '*' },
      Condition: { StringEquals: { 'elasticache:ConnectionType': 'vpc' } },
    },
  ],
});

/**
 * Tries to create a cache without ConnectionType, as a role that may not use `vpc`. The call names a group that does not exist, so
 * it makes nothing, also when the policy allows it.
 */
export async function probeConnectionKey(probe: Probe): Promise<void> {
  const { target, journal, names, account } = probe;
  const RoleName = names.publicRole;
  await createRole(probe, RoleName, { AWS: `arn:${account.partition}:iam::${account.id}:root` });
  const policy = { RoleName, PolicyName: names.policy, PolicyDocument: POLICY };
  await insist(probe, () => target.clients.iam.send(new PutRolePolicyCommand(policy)), isNotFound);
  const keys = await assumeRole(probe);
  if (!keys) return journal.miss('connection-type-key', 'The probe failed.');
  const client = target.openCache(keys);
  try {
    await tryBoth(probe, client);
  } finally {
    client.destroy();
  }
}

/** The public cache comes first: when the policy lets it through, the policy is in force. */
async function tryBoth(probe: Probe, client: ElastiCacheClient): Promise<void> {
  const { journal, names } = probe;
  const input = {
    ServerlessCacheName: names.publicCacheAlone,
    UserGroupId: `${names.group}-none`,
  };
  const first = await untilAllowed(probe, () =>
    createCache(probe, { ...input, ...PUBLIC }, client),
  );
  if (isDenied(first)) return journal.miss('connection-type-key', 'The probe failed.');
  const tried = await attempt(createCache(probe, input, client));
  journal.observe('connection-type-key', isDenied(tried) ? 'with-default' : 'only-sent');
}

/** Returns the credentials of a session, or undefined if the caller may not assume the role. */
async function assumeRole(probe: Probe): Promise<AwsCredentialIdentity | undefined> {
  const { target, names, account } = probe;
  const RoleArn = `arn:${account.partition}:iam::${account.id}:role/${names.publicRole}`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: names.publicRole });
  const assumed = await untilAllowed(probe, () => target.clients.sts.send(command));
  const {
    AccessKeyId = '',
    SecretAccessKey = '',
    SessionToken = '',
  } = (assumed.ok && assumed.value.Credentials) || {};
  if (AccessKeyId === '') return undefined;
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  return { ...keys, sessionToken: SessionToken };
}

/** Repeats a call while AWS denies it, because a new role and its policy take effect late. Returns the last answer. */
async function untilAllowed<T>({ target }: Probe, call: () => Promise<T>): Promise<Tried<T>> {
  const endMs = target.now() + LIMIT_MS;
  for (;;) {
    const tried = await attempt(call());
    if (!isDenied(tried) || target.now() > endMs) return tried;
    await target.sleep(RETRY_MS);
  }
}

function isDenied({ code }: { readonly code: string }): boolean {
  return code.startsWith('AccessDenied');
}
