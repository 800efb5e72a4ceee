import type { LabNames } from '../config.js';

/** What a permission is about: one of the lab's resources, or what has no narrower name. */
export type PermissionResource =
  | 'cache'
  | 'userGroup'
  | 'iamUser'
  | 'defaultUser'
  | 'role'
  | 'policy'
  | 'function'
  | 'logGroup'
  | 'serviceLinkedRole'
  | 'vpcEndpoint'
  | 'anything';

/** Where a lab is; `*` for what is not known. */
export interface PermissionScope {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly names: LabNames;
}

/** The ARNs of a resource as policies name it. */
export function toArns(resource: PermissionResource, scope: PermissionScope): readonly string[] {
  const { partition, account, region, names } = scope;
  const arn = (service: string, rest: string, where = region) =>
    `arn:${partition}:${service}:${where}:${account}:${rest}`;
  switch (resource) {
    case 'cache':
      return [arn('elasticache', `serverlesscache:${names.cache}`)];
    case 'userGroup':
      return [arn('elasticache', `usergroup:${names.userGroup}`)];
    case 'iamUser':
    case 'defaultUser':
      return [arn('elasticache', `user:${names[resource]}`)];
    case 'role':
      return [arn('iam', `role/${names.role}`, '')];
    case 'policy':
      return [arn('iam', `policy/${names.policy}`, '')];
    case 'function':
      return [arn('lambda', `function:${names.function}`)];
    case 'logGroup':
      // Some actions are authorised with the star, those of tags without.
      return [
        arn('logs', `log-group:${names.logGroup}`),
        arn('logs', `log-group:${names.logGroup}:*`),
      ];
    case 'serviceLinkedRole':
      return [arn('iam', 'role/aws-service-role/elasticache.amazonaws.com/*', '')];
    case 'vpcEndpoint':
      return [arn('ec2', 'vpc-endpoint/*')];
    case 'anything':
      return ['*'];
  }
}
