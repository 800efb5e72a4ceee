import type { Topology } from '../../session/config.js';
import type { Session } from '../../session/session.js';
import type { PermissionScope, ToArns } from './permissions.js';
import { READY_MADE_GROUP } from './ready-made.js';

function toArn(
  service: string,
  toRest: (names: PermissionScope['names'], iamPath: string) => string,
): ToArns {
  return ({ partition, account, region, names, iamPath }) => [
    // ARNs of IAM have no region.
    `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${toRest(names, iamPath)}`,
  ];
}

/** Returns the beginning of every name in a lab. */
const toPrefix = ({ lab }: PermissionScope): string => (lab ? `${lab}-` : '');

/** The ARNs of the lab's resources, and of AWS's own resources that the lab uses. */
export const arns = {
  cache: toArn('elasticache', ({ cache }) => `serverlesscache:${cache}`),
  userGroup: toArn('elasticache', ({ userGroup }) => `usergroup:${userGroup}`),
  // A public cache that is older than its group has this one.
  readyMadeGroup: toArn('elasticache', () => `usergroup:${READY_MADE_GROUP}`),
  iamUser: toArn('elasticache', ({ iamUser }) => `user:${iamUser}`),
  defaultUser: toArn('elasticache', ({ defaultUser }) => `user:${defaultUser}`),
  role: toArn('iam', ({ role }, iamPath) => `role${iamPath}${role}`),
  policy: toArn('iam', ({ policy }, iamPath) => `policy${iamPath}${policy}`),
  // The names of a lab's functions are free, after the prefix.
  anyFunction: (scope) => toArn('lambda', () => `function:${toPrefix(scope)}*`)(scope),
  // AWS checks the actions for tags on the ARN without `:*`, and all others on the ARN with it (F10.5).
  anyLogGroup: (scope) => toArn('logs', () => `log-group:/aws/lambda/${toPrefix(scope)}*:*`)(scope),
  anyLogGroupTags: (scope) =>
    toArn('logs', () => `log-group:/aws/lambda/${toPrefix(scope)}*`)(scope),
  logGroup: toArn('logs', ({ logGroup }) => `log-group:${logGroup}:*`),
  executionPolicy: ({ partition, topology }) => [toExecutionPolicyArn(partition, topology)],
  elastiCacheServiceRole: toArn('iam', () => 'role/aws-service-role/elasticache.amazonaws.com/*'),
  vpcEndpoint: toArn('ec2', () => 'vpc-endpoint/*'),
  networkInterface: toArn('ec2', () => 'network-interface/*'),
  subnet: toArn('ec2', () => 'subnet/*'),
  securityGroup: toArn('ec2', () => 'security-group/*'),
  vpc: (scope) => toArn('ec2', () => `vpc/${scope.vpcId ?? '*'}`)(scope),
  anything: () => ['*'],
} as const satisfies Record<string, ToArns>;

/** Returns the ARN of the lab's policy. */
export function toPolicyArn({ identity, config }: Pick<Session, 'identity' | 'config'>): string {
  const { iamPath, names } = config;
  return `arn:${identity.partition}:iam::${identity.account}:policy${iamPath}${names.policy}`;
}

/** AWS's policies that let Lambda write a function's log and, in a VPC, create its network interfaces. */
const EXECUTION_POLICIES = {
  vpc: 'AWSLambdaVPCAccessExecutionRole',
  public: 'AWSLambdaBasicExecutionRole',
};

/** Returns the name of AWS's policy for the function of a lab with this topology. */
export function toExecutionPolicyName(topology: Topology): string {
  return EXECUTION_POLICIES[topology];
}

/** Returns the ARN of AWS's policy for the function of a lab with this topology. */
export function toExecutionPolicyArn(partition: string, topology: Topology): string {
  return `arn:${partition}:iam::aws:policy/service-role/${toExecutionPolicyName(topology)}`;
}

/** Returns the ARN of the function's role. */
export function toRoleArn({ identity, config }: Pick<Session, 'identity' | 'config'>): string {
  const { iamPath, names } = config;
  return `arn:${identity.partition}:iam::${identity.account}:role${iamPath}${names.role}`;
}
