import { createAccount } from '../../../../src/emulator/state/account.js';
import type { Assume } from '../../../../src/emulator/state/assumptions/choices.js';
import type { Credential } from '../../../../src/emulator/state/credentials.js';
import type { CacheUser, ServerlessCache } from '../../../../src/emulator/state/elasticache.js';
import type { LambdaFunction } from '../../../../src/emulator/state/lambda.js';
import { type AwsState, createAwsState } from '../../../../src/emulator/state/state.js';
import { buildRole } from '../../support/build-role.js';

export const REGION = 'us-east-1';
export const account = createAccount();

/** The resources that a policy must name to let `iam-user-01` connect to `cache-01`. */
export const CACHE_ARN = account.arn('elasticache', REGION, 'serverlesscache:cache-01');
export const USER_ARN = account.arn('elasticache', REGION, 'user:iam-user-01');

/** The administrator's access key. */
export const ADMINISTRATOR: Credential = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  principal: { kind: 'administrator' },
};

export function createUser(id: string, changes: Partial<CacheUser> = {}): CacheUser {
  return {
    id,
    name: id,
    arn: account.arn('elasticache', REGION, `user:${id}`),
    lifecycle: { status: 'active' },
    engine: 'valkey',
    accessString: 'on ~* +@all',
    authentication: { type: 'iam' },
    tags: new Map(),
    ...changes,
  };
}

export function createCache(name: string, changes: Partial<ServerlessCache> = {}): ServerlessCache {
  return {
    name,
    arn: account.arn('elasticache', REGION, `serverlesscache:${name}`),
    region: REGION,
    createdAtMs: 0,
    lifecycle: { status: 'available' },
    connectionType: 'vpc',
    engine: 'valkey',
    majorEngineVersion: '8',
    fullEngineVersion: '8.0',
    userGroupId: 'group-01',
    subnetIds: ['subnet-0a1b2c3d4e5f6071a'],
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    snapshotRetentionLimit: 0,
    networkType: 'ipv4',
    tags: new Map(),
    ...changes,
  };
}

/** Sets `group-01` with these users in the account. */
export function setGroup(aws: AwsState, users: readonly CacheUser[], id = 'group-01'): void {
  const { elasticache } = aws.region(REGION);
  for (const user of users) elasticache.users.set(user.id, user);
  elasticache.userGroups.set(id, {
    id,
    arn: account.arn('elasticache', REGION, `usergroup:${id}`),
    engine: 'valkey',
    lifecycle: { status: 'active' },
    userIds: users.map((user) => user.id),
    tags: new Map(),
  });
}

/** Creates a session of a new role with one inline policy, optionally for a function. */
export function createRoleSession(
  aws: AwsState,
  statements: readonly object[],
  changes: { expiresAtMs?: number; functionArn?: string } = {},
): Credential {
  const inline = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const policies = { attachedPolicies: new Map(), inlinePolicies: new Map([['inline', inline]]) };
  const role = buildRole('app', policies);
  aws.iam.roles.set('app', role);
  const { expiresAtMs, functionArn } = changes;
  const credential: Credential = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'session/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken: 'FwoGZXIvYXdzEBYa+/=session',
    expiresAtMs,
    principal: { kind: 'role', roleName: 'app', roleId: role.id, sessionName: 's', functionArn },
  };
  aws.credentials.set(credential.accessKeyId, credential);
  return credential;
}

export function createFunction(changes: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name: 'AccessValkey',
    arn: account.arn('lambda', REGION, 'function:AccessValkey'),
    region: REGION,
    lifecycle: { status: 'Active' },
    update: { status: 'Successful' },
    roleArn: 'arn:aws:iam::123456789012:role/app',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    architectures: ['x86_64'],
    description: '',
    timeoutSeconds: 30,
    memoryMb: 256,
    environment: {},
    subnetIds: ['subnet-0a1b2c3d4e5f6071a'],
    securityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    logGroup: '/aws/lambda/AccessValkey',
    logFormat: 'Text',
    zip: new Uint8Array(),
    codeSha256: '',
    modifiedAtMs: 0,
    revisionId: 'r',
    tags: new Map(),
    ...changes,
  };
}

/** Creates an account that has only an administrator and `iam-user-01` in `group-01`. */
export function createAccountState(assume: Assume = {}): AwsState {
  const aws = createAwsState('123456789012', assume);
  aws.credentials.set(ADMINISTRATOR.accessKeyId, ADMINISTRATOR);
  setGroup(aws, [createUser('iam-user-01')]);
  return aws;
}
