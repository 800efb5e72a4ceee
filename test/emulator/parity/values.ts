import { KNOWN_RULE, type World } from './world.js';

/** A value that AWS would accept, or a function that finds it in the account. */
type Value = unknown | ((world: World) => unknown);

const ARN = 'arn:aws:iam::123456789012';
/** The marker of a page before the first item. */
const PAGE = Buffer.from('after:').toString('base64');
/** The marker of a list whose pages are positions. */
const SLICE = Buffer.from('from:0').toString('base64');
const ELASTICACHE = 'arn:aws:elasticache:us-east-1:123456789012';
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:function-01';
const LOGS = 'arn:aws:logs:us-east-1:123456789012:log-group:group-01';
const KMS = 'arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
const NEW_ROLE = ['CreateRole.RoleName', 'DeleteRole.RoleName'];
const POLICIES_TO_DELETE = ['DeletePolicy.PolicyArn', 'DeletePolicyVersion.PolicyArn'];

/**
 * Valid values by `<Operation>.<path>`, `<Structure>.<member>` or member, the most exact first. What is not
 * here is drawn from the schema and the service's rules.
 */
export const VALUES: Readonly<Record<string, Value>> = {
  // ElastiCache
  ServerlessCacheName: 'cache-01',
  'CreateServerlessCache.ServerlessCacheName': 'cache-03',
  UserId: 'user-01',
  UserName: 'user-03',
  'CreateUser.UserId': 'user-03',
  'DeleteUser.UserId': 'user-02',
  UserGroupId: 'group-01',
  'CreateUserGroup.UserGroupId': 'group-03',
  'DeleteUserGroup.UserGroupId': 'group-02',
  'ModifyServerlessCache.UserGroupId': 'group-02',
  UserIds: ['user-01'],
  UserIdsToAdd: ['user-02'],
  UserIdsToRemove: ['user-01'],
  Engine: 'valkey',
  MajorEngineVersion: '8',
  AccessString: 'on ~app:* +@read',
  AppendAccessString: '+@write',
  Passwords: ['another-long-password'],
  'CreateUser.NoPasswordRequired': true,
  'CreateUser.Engine': 'redis',
  'AuthenticationMode.Type': 'password',
  DailySnapshotTime: '04:42',
  SnapshotRetentionLimit: 29,
  KmsKeyId: KMS,
  'DataStorage.Minimum': 2,
  'DataStorage.Maximum': 4321,
  'ECPUPerSecond.Minimum': 2_000,
  'ECPUPerSecond.Maximum': 654_321,
  SecurityGroupIds: ({ unusedGroupId }: World) => [unusedGroupId],
  SubnetIds: ({ subnetId }: World) => [subnetId],
  NetworkType: 'ipv4',
  ConnectionType: 'vpc',
  ResourceName: `${ELASTICACHE}:serverlesscache:cache-01`,
  TagKeys: ['team'],
  MaxRecords: 20,
  MaxResults: 20,
  'DescribeUsers.Filters.Name': 'user-id',
  // IAM and STS
  RoleName: 'role-01',
  ...Object.fromEntries(NEW_ROLE.map((key, index) => [key, ['role-03', 'role-02'][index]])),
  PolicyArn: `${ARN}:policy/policy-01`,
  ...Object.fromEntries(POLICIES_TO_DELETE.map((key) => [key, `${ARN}:policy/policy-02`])),
  'DeletePolicyVersion.PolicyArn': `${ARN}:policy/policy-01`,
  'AttachRolePolicy.PolicyArn': `${ARN}:policy/policy-02`,
  PolicyName: 'inline-01',
  'CreatePolicy.PolicyName': 'policy-03',
  AssumeRolePolicyDocument: ({ trust }: World) => trust,
  'UpdateAssumeRolePolicy.PolicyDocument': ({ trust }: World) => trust,
  PolicyDocument: ({ policy }: World) => policy,
  VersionId: 'v2',
  Path: '/team/',
  PathPrefix: '/',
  MaxSessionDuration: 7_200,
  PermissionsBoundary: `${ARN}:policy/policy-01`,
  MaxItems: 20,
  Marker: PAGE,
  'SimulatePrincipalPolicy.Marker': SLICE,
  'DescribeServerlessCaches.NextToken': PAGE,
  NextToken: SLICE,
  'GetLogEvents.nextToken': 'f/0',
  'FilterLogEvents.nextToken': Buffer.from('after:0/0').toString('base64'),
  nextToken: PAGE,
  'DescribeLogStreams.nextToken': SLICE,
  AWSServiceName: 'elasticache.amazonaws.com',
  RoleArn: `${ARN}:role/role-01`,
  RoleSessionName: 'session-01',
  DurationSeconds: 900,
  PolicySourceArn: `${ARN}:role/role-01`,
  ActionNames: ['iam:GetRole'],
  ResourceArns: [`${ARN}:role/role-01`],
  // Lambda
  FunctionName: 'function-01',
  'CreateFunction.FunctionName': 'function-02',
  'FunctionCode.S3Bucket': undefined,
  'FunctionCode.S3Key': undefined,
  'FunctionCode.S3ObjectVersion': undefined,
  'FunctionCode.ImageUri': undefined,
  'FunctionCode.SourceKMSKeyArn': undefined,
  Role: `${ARN}:role/role-01`,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  ZipFile: ({ zip }: World) => zip,
  Description: 'Words that are shown.',
  Timeout: 17,
  MemorySize: 333,
  PackageType: 'Zip',
  Architectures: ['arm64'],
  'VpcConfig.SecurityGroupIds': ({ defaultGroupId }: World) => [defaultGroupId],
  'Environment.Variables': { COLOUR: 'blue' },
  'TracingConfig.Mode': 'Active',
  'EphemeralStorage.Size': 777,
  'LoggingConfig.LogFormat': 'JSON',
  'LoggingConfig.LogGroup': 'group-01',
  Qualifier: '$LATEST',
  RevisionId: ({ revisionId }: World) => revisionId,
  InvocationType: 'RequestResponse',
  LogType: 'Tail',
  ClientContext: Buffer.from('{}').toString('base64'),
  Payload: Buffer.from('{}'),
  Resource: LAMBDA,
  'CreateFunction.Tags': { team: 'red' },
  'TagResource.Tags': { team: 'red' },
  ReservedConcurrentExecutions: 5,
  'SnapStart.ApplyOn': 'PublishedVersions',
  'LoggingConfig.ApplicationLogLevel': 'DEBUG',
  // EC2
  VpcId: ({ vpcId }: World) => vpcId,
  VpcIds: ({ vpcId }: World) => [vpcId],
  GroupId: ({ defaultGroupId }: World) => defaultGroupId,
  'DeleteSecurityGroup.GroupId': ({ unusedGroupId }: World) => unusedGroupId,
  'DeleteSecurityGroup.GroupName': 'unused',
  GroupIds: ({ defaultGroupId }: World) => [defaultGroupId],
  GroupName: 'default',
  'CreateSecurityGroup.GroupName': 'another',
  GroupNames: ['default'],
  SourceSecurityGroupName: 'unused',
  'RevokeSecurityGroupIngress.SourceSecurityGroupName': 'default',
  'RevokeSecurityGroupEgress.SourceSecurityGroupName': 'default',
  ZoneNames: ['us-east-1a'],
  SecurityGroupRuleIds: ({ ruleId }: World) => [ruleId],
  'RevokeSecurityGroupEgress.SecurityGroupRuleIds': ({ context, unusedGroupId }: World) => [
    context.state.ec2.securityGroups.get(unusedGroupId)?.rules[0]?.id,
  ],
  'RevokeSecurityGroupEgress.GroupId': ({ unusedGroupId }: World) => unusedGroupId,
  NetworkInterfaceIds: ({ strandedInterfaceId }: World) => [strandedInterfaceId],
  NetworkInterfaceId: ({ strandedInterfaceId }: World) => strandedInterfaceId,
  'Filter.Name': 'tag-key',
  'DescribeVpcs.Filters.Name': 'vpc-id',
  'DescribeAvailabilityZones.Filters.Name': 'zone-name',
  'TagSpecification.ResourceType': 'security-group',
  IpProtocol: 'tcp',
  FromPort: 6379,
  ToPort: 6380,
  CidrIp: '10.0.0.0/8',
  CidrIpv6: 'fd00::/8',
  // CloudWatch Logs
  logGroupName: 'group-01',
  'CreateLogGroup.logGroupName': 'group-02',
  logStreamName: 'stream-01',
  'CreateLogStream.logStreamName': 'stream-02',
  logGroupNamePrefix: 'group',
  logGroupIdentifier: 'group-01',
  logGroupIdentifiers: ['group-01'],
  logStreamNames: ['stream-01'],
  logGroupClass: 'STANDARD',
  orderBy: 'LogStreamName',
  retentionInDays: 7,
  limit: 20,
  startTime: 1,
  endTime: 2,
  filterPattern: 'word',
  'InputLogEvent.timestamp': ({ context }: World) => context.clock.now(),
  resourceArn: LOGS,
  tagKeys: ['team'],
};

const RANGES = { FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
const PERMISSIONS = { IpPermissions: [{ IpProtocol: 'udp', ...RANGES }] };
/** One rule, as members of the request itself. */
const FLAT_RULE = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp'];
const ONE_RULE = {
  ...{ IpPermissions: undefined, IpProtocol: 'tcp', FromPort: 1, ToPort: 2 },
  CidrIp: '10.0.0.0/8',
};
const NO_PERMISSIONS = { IpPermissions: undefined };
const NO_RULES = { SecurityGroupRuleIds: undefined };
const REVOKED_RULE = { ...NO_RULES, ...KNOWN_RULE };
const { CidrIp, ...KNOWN_RANGE } = KNOWN_RULE;
const REVOKED_PERMISSION = {
  ...NO_RULES,
  IpPermissions: [{ ...KNOWN_RANGE, IpRanges: [{ CidrIp }] }],
};
const GROUP_READERS = ['GetLogEvents', 'FilterLogEvents', 'DescribeLogStreams'];
const beside = (operation: string, members: readonly string[], also: object) =>
  Object.fromEntries(members.map((member) => [`${operation}.${member}`, also]));

/** Optional members that an operation needs to do something. */
export const BASES: Readonly<Record<string, object>> = {
  ModifyServerlessCache: { Description: 'Other words.' },
  CreateUser: { AuthenticationMode: { Type: 'password', Passwords: VALUES['Passwords'] } },
  ModifyUser: { AccessString: VALUES['AccessString'] },
  ModifyUserGroup: { UserIdsToAdd: ['user-02'] },
  CreateFunction: { Runtime: VALUES['Runtime'], Handler: VALUES['Handler'] },
  UpdateFunctionCode: { ZipFile: VALUES['ZipFile'] },
  DeleteSecurityGroup: { GroupId: VALUES['DeleteSecurityGroup.GroupId'] },
  AuthorizeSecurityGroupIngress: { GroupName: 'default', ...PERMISSIONS },
  AuthorizeSecurityGroupEgress: PERMISSIONS,
  RevokeSecurityGroupIngress: {
    GroupName: 'default',
    SecurityGroupRuleIds: VALUES['SecurityGroupRuleIds'],
  },
  RevokeSecurityGroupEgress: {
    SecurityGroupRuleIds: VALUES['RevokeSecurityGroupEgress.SecurityGroupRuleIds'],
  },
  ...Object.fromEntries(GROUP_READERS.map((name) => [name, { logGroupName: 'group-01' }])),
};

/** Other members that a member needs. Undefined: the member cannot be combined with this one. */
export const BESIDE: Readonly<Record<string, object>> = {
  ...beside(
    'ModifyServerlessCache',
    [
      ...['UserGroupId', 'RemoveUserGroup', 'CacheUsageLimits', 'SecurityGroupIds', 'Engine'],
      ...['SnapshotRetentionLimit', 'DailySnapshotTime', 'MajorEngineVersion'],
    ],
    { Description: undefined },
  ),
  'ModifyServerlessCache.UserGroupId': { ServerlessCacheName: 'cache-02', Description: undefined },
  'ModifyServerlessCache.MajorEngineVersion': { Engine: 'valkey', Description: undefined },
  'ModifyUser.NoPasswordRequired': { UserId: 'user-of-redis' },
  'ModifyUser.Engine': { UserId: 'user-of-redis' },
  ...beside('AuthorizeSecurityGroupIngress', FLAT_RULE, ONE_RULE),
  ...beside('AuthorizeSecurityGroupEgress', FLAT_RULE, ONE_RULE),
  ...beside('RevokeSecurityGroupIngress', FLAT_RULE, REVOKED_RULE),
  ...beside('RevokeSecurityGroupEgress', FLAT_RULE, REVOKED_RULE),
  ...beside('AuthorizeSecurityGroupIngress', ['SourceSecurityGroupName'], NO_PERMISSIONS),
  ...beside('AuthorizeSecurityGroupEgress', ['SourceSecurityGroupName'], NO_PERMISSIONS),
  ...beside('RevokeSecurityGroupIngress', ['SourceSecurityGroupName'], NO_RULES),
  ...beside('RevokeSecurityGroupEgress', ['SourceSecurityGroupName'], NO_RULES),
  ...beside('RevokeSecurityGroupIngress', ['IpPermissions'], REVOKED_PERMISSION),
  ...beside('RevokeSecurityGroupEgress', ['IpPermissions'], REVOKED_PERMISSION),
  'CreateUser.Passwords': { AuthenticationMode: undefined },
  'CreateUser.NoPasswordRequired': { AuthenticationMode: undefined },
  'ModifyUser.AppendAccessString': { AccessString: undefined },
  ...Object.fromEntries(
    GROUP_READERS.map((name) => [`${name}.logGroupIdentifier`, { logGroupName: undefined }]),
  ),
  'ModifyServerlessCache.RemoveUserGroup': {
    ServerlessCacheName: 'cache-02',
    Description: undefined,
  },
};

/** Members that both AWS and the operation refuse. */
export const REFUSED_BY_AWS: readonly string[] = [
  'CreateServiceLinkedRole.CustomSuffix', // of ElastiCache's role
  'DeleteFunction.Qualifier', // $LATEST, and there are no other versions
];

/** Values that this endpoint refuses because it does not support them. */
export const REFUSED_VALUES: Readonly<Record<string, unknown>> = {
  'CreateServerlessCache.NetworkType': 'dual_stack',
  'CreateServerlessCache.Engine': 'memcached',
  'CreateFunction.Runtime': 'java21',
  'CreateFunction.PackageType': 'Image',
  'CreateFunction.Code.S3Bucket': 'bucket',
  'CreateFunction.Code.S3Key': 'key',
  'CreateFunction.Code.S3ObjectVersion': '1',
  'CreateFunction.Code.ImageUri': '123456789012.dkr.ecr.us-east-1.amazonaws.com/image:1',
  'CreateFunction.Code.SourceKMSKeyArn': KMS,
  'UpdateFunctionConfiguration.Runtime': 'java21',
  'CreateLogGroup.logGroupClass': 'INFREQUENT_ACCESS',
  'FilterLogEvents.filterPattern': '{ $.level = "error" }',
  'CreateServiceLinkedRole.AWSServiceName': 'lambda.amazonaws.com',
};
