import { elasticacheService } from '../../../src/emulator/services/elasticache/index.js';
import { services } from '../../../src/emulator/services/index.js';
import type { OperationContext } from '../../../src/emulator/wire/operation.js';
import { zip } from '../functions/support/zip.js';
import { createOperations } from '../support/operations.js';

const LAMBDA_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com', AWS: '123456789012' },
      Action: 'sts:AssumeRole',
    },
  ],
});
const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** A rule that both groups have, in both directions. */
export const KNOWN_RULE = { IpProtocol: 'tcp', FromPort: 7, ToPort: 8, CidrIp: '10.9.0.0/16' };

/** Values of members: ids from the account, documents, the function's zip. */
export interface World {
  readonly context: OperationContext;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly defaultGroupId: string;
  readonly unusedGroupId: string;
  readonly ruleId: string;
  readonly strandedInterfaceId: string;
  readonly revisionId: string;
  readonly trust: string;
  readonly policy: string;
  readonly zip: Uint8Array;
  /** Runs an operation of any service. */
  run(operation: string, input: object): Promise<object | undefined>;
}

const code = await zip({ 'index.mjs': 'export const handler = async () => 1;' });

/**
 * Creates an account with one resource of each kind, and a second one of kinds that must be unused to be
 * deleted.
 */
export async function createWorld(): Promise<World> {
  const { context: bare } = createOperations(elasticacheService);
  const context: OperationContext = { ...bare, functions: idleFunctions };
  const { state } = context;
  const run = async (name: string, input: object) => {
    const operation = services.flatMap(({ operations }) => operations).find((o) => o.name === name);
    if (!operation) throw new Error(`No service serves ${name}.`);
    return operation.run(input, context);
  };
  const [subnet] = [...state.ec2.subnets.values()];
  const [group] = [...state.ec2.securityGroups.values()];
  if (!subnet || !group) throw new Error('The account has no default network.');
  await makeUsersAndCache(run);
  await makeRolesAndPolicies(run);
  await run('CreateFunction', {
    ...{ FunctionName: 'function-01', Role: 'arn:aws:iam::123456789012:role/role-01' },
    ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: code } },
    VpcConfig: { SubnetIds: [subnet.id], SecurityGroupIds: [group.id] },
    Tags: { team: 'blue' },
  });
  await run('CreateLogGroup', { logGroupName: 'group-01', tags: { team: 'blue' } });
  await run('CreateLogStream', { logGroupName: 'group-01', logStreamName: 'stream-01' });
  const logEvents = [{ timestamp: context.clock.now(), message: 'a word' }];
  const stream = { logGroupName: 'group-01', logStreamName: 'stream-01' };
  await run('PutLogEvents', { ...stream, logEvents });
  const unused = (await run('CreateSecurityGroup', {
    ...{ GroupName: 'unused', Description: 'unused' },
  })) as { GroupId: string };
  for (const GroupId of [group.id, unused.GroupId]) {
    await run('AuthorizeSecurityGroupIngress', { GroupId, ...KNOWN_RULE });
    await run('AuthorizeSecurityGroupEgress', { GroupId, ...KNOWN_RULE });
  }
  const toDefault = { GroupId: unused.GroupId, SourceSecurityGroupName: 'default' };
  await run('AuthorizeSecurityGroupEgress', toDefault);
  const [used] = [...state.ec2.networkInterfaces.values()];
  if (!used) throw new Error('The function has no network interface.');
  const stranded = { ...used, id: 'eni-0stranded', functionArns: new Set<string>() };
  state.ec2.networkInterfaces.set(stranded.id, { ...stranded, releasedAtMs: 0 });
  return {
    ...{ context, run, vpcId: subnet.vpcId, subnetId: subnet.id, defaultGroupId: group.id },
    ...{ unusedGroupId: unused.GroupId, strandedInterfaceId: stranded.id },
    ruleId: group.rules.find(({ isEgress }) => !isEgress)?.id ?? '',
    revisionId: state.lambda.functions.get('function-01')?.revisionId ?? '',
    ...{ trust: LAMBDA_TRUST, policy: ALLOW_ALL, zip: code },
  };
}

/** Runs no process: the observation only needs to know which members the operation reads. */
const idleFunctions = {
  findCodeFault: async () => undefined,
  invoke: async () => ({ payload: Buffer.from('1'), functionError: undefined, log: '' }),
  enqueue() {},
  retire: async () => {},
  closeAll: async () => {},
} as unknown as OperationContext['functions'];

async function makeUsersAndCache(run: World['run']): Promise<void> {
  const user = { AccessString: 'on ~* +@all', Tags: [{ Key: 'team' }] };
  const engines = { 'user-01': 'valkey', 'user-02': 'valkey', 'user-of-redis': 'redis' };
  for (const [id, Engine] of Object.entries(engines)) {
    await run('CreateUser', {
      ...{ ...user, UserId: id, UserName: id, Engine },
      AuthenticationMode: { Type: 'password', Passwords: ['a-long-enough-password'] },
    });
  }
  const group = { Engine: 'valkey', UserIds: ['user-01'] };
  await run('CreateUserGroup', { ...group, UserGroupId: 'group-01' });
  await run('CreateUserGroup', { ...group, UserGroupId: 'group-02' });
  await run('CreateServerlessCache', {
    ...{ ServerlessCacheName: 'cache-01', Engine: 'redis', MajorEngineVersion: '7' },
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  await run('CreateServerlessCache', {
    ...{ ServerlessCacheName: 'cache-02', Engine: 'valkey', UserGroupId: 'group-01' },
  });
}

async function makeRolesAndPolicies(run: World['run']): Promise<void> {
  for (const RoleName of ['role-01', 'role-02']) {
    const Tags = [{ Key: 'team', Value: 'blue' }];
    await run('CreateRole', { RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST, Tags });
  }
  for (const PolicyName of ['policy-01', 'policy-02']) {
    const Tags = [{ Key: 'team', Value: 'blue' }];
    await run('CreatePolicy', { PolicyName, PolicyDocument: ALLOW_ALL, Tags });
  }
  const attached = { PolicyArn: 'arn:aws:iam::123456789012:policy/policy-01' };
  await run('CreatePolicyVersion', { ...attached, PolicyDocument: ALLOW_ALL });
  await run('AttachRolePolicy', { ...attached, RoleName: 'role-01' });
  await run('PutRolePermissionsBoundary', {
    ...{ RoleName: 'role-01', PermissionsBoundary: 'arn:aws:iam::123456789012:policy/policy-02' },
  });
  const inline = { RoleName: 'role-01', PolicyName: 'inline-01', PolicyDocument: ALLOW_ALL };
  await run('PutRolePolicy', inline);
}
