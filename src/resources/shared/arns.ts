import type { PermissionScope, ToArns } from './permissions.js';

function toArn(service: string, toRest: (names: PermissionScope['names']) => string): ToArns {
  return ({ partition, account, region, names }) => [
    // ARNs of IAM have no region.
    `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${toRest(names)}`,
  ];
}

/** The ARNs of the lab's resources, and of AWS's own resources that the lab uses. */
export const arns = {
  cache: toArn('elasticache', ({ cache }) => `serverlesscache:${cache}`),
  userGroup: toArn('elasticache', ({ userGroup }) => `usergroup:${userGroup}`),
  iamUser: toArn('elasticache', ({ iamUser }) => `user:${iamUser}`),
  defaultUser: toArn('elasticache', ({ defaultUser }) => `user:${defaultUser}`),
  role: toArn('iam', ({ role }) => `role/${role}`),
  policy: toArn('iam', ({ policy }) => `policy/${policy}`),
  function: toArn('lambda', (names) => `function:${names.function}`),
  // AWS checks the actions for tags on the ARN without the star, and all others on the ARN with it (F10.5).
  logGroup: toArn('logs', ({ logGroup }) => `log-group:${logGroup}:*`),
  logGroupTags: toArn('logs', ({ logGroup }) => `log-group:${logGroup}`),
  elastiCacheServiceRole: toArn('iam', () => 'role/aws-service-role/elasticache.amazonaws.com/*'),
  vpcEndpoint: toArn('ec2', () => 'vpc-endpoint/*'),
  networkInterface: toArn('ec2', () => 'network-interface/*'),
  vpc: (scope) => toArn('ec2', () => `vpc/${scope.vpcId ?? '*'}`)(scope),
  anything: () => ['*'],
} as const satisfies Record<string, ToArns>;
