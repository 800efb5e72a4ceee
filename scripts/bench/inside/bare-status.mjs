import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeServerlessCachesCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-elasticache';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** `bare-status.mjs SUBNET…`: the calls of `status` on a complete lab, all at once, each by its name. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const subnets = process.argv.slice(2);
const ACCOUNT = '123456789012';
const role = 'elasticache-iam-auth-app';
const policyArn = `arn:aws:iam::${ACCOUNT}:policy/elasticache-allow-all`;
const logGroup = '/aws/lambda/AccessValkey';
const toArn = (name) => `arn:aws:elasticache:us-east-1:${ACCOUNT}:${name}`;

const elastiCache = new ElastiCacheClient({});
const iam = new IAMClient({});
const lambda = new LambdaClient({});
const ec2 = new EC2Client({});
const logs = new CloudWatchLogsClient({});
const readTags = (name) =>
  elastiCache.send(new ListTagsForResourceCommand({ ResourceName: toArn(name) }));
const findInterfaces = (Filters) => ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));

await Promise.all([
  new STSClient({}).send(new GetCallerIdentityCommand({})),
  elastiCache.send(new DescribeServerlessCachesCommand({ ServerlessCacheName: 'cache-01' })),
  elastiCache.send(new DescribeUsersCommand({ UserId: 'iam-user-01' })),
  elastiCache.send(new DescribeUsersCommand({ UserId: 'default-user-disabled' })),
  elastiCache.send(new DescribeUserGroupsCommand({ UserGroupId: 'iam-user-group-01' })),
  readTags('serverlesscache:cache-01'),
  readTags('user:iam-user-01'),
  readTags('user:default-user-disabled'),
  readTags('usergroup:iam-user-group-01'),
  iam.send(new GetRoleCommand({ RoleName: role })),
  iam.send(new GetPolicyCommand({ PolicyArn: policyArn })),
  iam.send(new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: 'v1' })),
  iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role })),
  lambda.send(new GetFunctionCommand({ FunctionName: 'AccessValkey' })),
  lambda.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' })),
  logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroup })),
  logs.send(
    new ListLogTagsCommand({
      resourceArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${logGroup}`,
    }),
  ),
  findInterfaces([{ Name: 'description', Values: ['AWS Lambda VPC ENI-AccessValkey-*'] }]),
  findInterfaces([
    { Name: 'interface-type', Values: ['lambda'] },
    { Name: 'subnet-id', Values: subnets },
  ]),
]);
process.stdout.write('all there\n');
