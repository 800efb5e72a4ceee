import { findRole } from '../state/iam.js';
import type { OperationContext } from '../wire/operation.js';
import type { ServedOperation, ServiceModel } from '../wire/service-model.js';

/** A call whose caller may lack the permission for it. */
export interface AccessQuestion {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  readonly input: object;
  readonly context: OperationContext;
}

type Names = Readonly<Record<string, unknown>>;

/** How to find the ARN of the resource that an input names, by service. */
const ARNS: Readonly<
  Record<string, (names: Names, context: OperationContext) => string | undefined>
> = {
  elasticache: toElastiCacheArn,
  lambda: toFunctionArn,
  iam: toIamArn,
  sts: toIamArn,
  logs: toLogGroupArn,
  ec2: toInterfaceArn,
};

/** Returns the ARN of the resource that the input names, or `*`, for example for lists. */
export function toResource({ model, input, context }: AccessQuestion): string {
  return ARNS[model.signingName]?.(input as Names, context) ?? '*';
}

/** Returns the ARNs of the group or the users that a call of ElastiCache names beside its resource (F10.2). */
export function findNamedResources({ model, input, context }: AccessQuestion): string[] {
  if (model.signingName !== 'elasticache') return [];
  const { ServerlessCacheName, UserGroupId, ...others } = input as Names;
  const arn = (kind: string) => (name: string) =>
    context.account.arn('elasticache', context.region, `${kind}:${name.toLowerCase()}`);
  if (isText(ServerlessCacheName)) return [UserGroupId].filter(isText).map(arn('usergroup'));
  const users = [others['UserIds'], others['UserIdsToAdd'], others['UserIdsToRemove']];
  return users.flat().filter(isText).map(arn('user'));
}

/** Returns the same text for each call about one resource. */
export function toResourceKey(question: AccessQuestion): string {
  return toResource(question).toLowerCase().replace(/:\*$/, '');
}

function toElastiCacheArn(names: Names, { account, region }: OperationContext): string | undefined {
  const own = (kind: string, name: string) =>
    account.arn('elasticache', region, `${kind}:${name.toLowerCase()}`);
  const { ResourceName, ServerlessCacheName, UserGroupId, UserId } = names;
  if (isText(ResourceName)) return ResourceName;
  if (isText(ServerlessCacheName)) return own('serverlesscache', ServerlessCacheName);
  if (isText(UserId)) return own('user', UserId);
  return isText(UserGroupId) ? own('usergroup', UserGroupId) : undefined;
}

function toFunctionArn(names: Names, { account, region }: OperationContext): string | undefined {
  const { FunctionName, Resource } = names;
  if (isText(Resource)) return Resource;
  if (!isText(FunctionName)) return undefined;
  // FunctionName is `name`, `account:function:name` or an ARN.
  const name = /(?:^|function:)([\w-]+)(?::[^:]+)?$/.exec(FunctionName)?.[1] ?? FunctionName;
  return account.arn('lambda', region, `function:${name}`);
}

function toIamArn(names: Names, { account, region, aws }: OperationContext): string | undefined {
  const { PolicyArn, PolicyName, RoleArn, RoleName, Path } = names;
  const path = isText(Path) ? Path : '/';
  if (isText(RoleArn)) return RoleArn;
  if (isText(RoleName)) {
    const role = findRole(aws.iam, RoleName);
    return role?.arn ?? account.arn('iam', region, `role${path}${RoleName}`);
  }
  if (isText(PolicyArn)) return PolicyArn;
  return isText(PolicyName) ? account.arn('iam', region, `policy${path}${PolicyName}`) : undefined;
}

function toLogGroupArn(names: Names, { account, region }: OperationContext): string | undefined {
  const { logGroupName, resourceArn } = names;
  if (isText(resourceArn)) return resourceArn;
  if (!isText(logGroupName)) return undefined;
  return account.arn('logs', region, `log-group:${logGroupName}:*`);
}

function toInterfaceArn(names: Names, { account, region }: OperationContext): string | undefined {
  const { NetworkInterfaceId } = names;
  if (!isText(NetworkInterfaceId)) return undefined;
  return account.arn('ec2', region, `network-interface/${NetworkInterfaceId}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
