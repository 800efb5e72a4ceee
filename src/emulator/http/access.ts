import { decide } from '../iam/evaluate.js';
import { toCallerArn } from '../state/credentials.js';
import { findRole } from '../state/iam.js';
import { type AwsFault, fault } from '../wire/fault.js';
import type { OperationContext } from '../wire/operation.js';
import type { ServedOperation, ServiceModel } from '../wire/service-model.js';

/** Operations with another action name in policies (Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** The operation that no policy can forbid (AWS STS API Reference, GetCallerIdentity). */
const FREE = 'sts:GetCallerIdentity';

export interface AccessQuestion {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  readonly input: object;
  readonly context: OperationContext;
}

/** Throws the service's access-denied error if the caller's policies do not allow the call. */
export function assertAllowed(question: AccessQuestion): void {
  const { context } = question;
  const action = toAction(question.model, question.operation);
  if (context.caller.principal.kind === 'administrator' || action === FREE) return;
  const resource = toResource(question);
  const { allowed, reason } = decide({
    aws: context.aws,
    principal: context.caller.principal,
    action,
    resources: [resource],
    nowMs: context.clock.now(),
    keys: findNetworkKeys(question),
  });
  if (allowed) return;
  throw toDenial({ ...question, action, resource, isExplicit: / denies /.test(reason) });
}

/** Creates the error of a fault rule with kind `deny`: the same as for a missing policy. */
export function denyByRule(question: AccessQuestion): AwsFault {
  const action = toAction(question.model, question.operation);
  return toDenial({ ...question, action, resource: toResource(question), isExplicit: false });
}

function toAction(model: ServiceModel, operation: ServedOperation): string {
  const action = `${model.signingName}:${operation.name}`;
  return ACTIONS[action] ?? action;
}

interface Denial extends AccessQuestion {
  readonly action: string;
  readonly resource: string;
  readonly isExplicit: boolean;
}

/**
 * Creates the denial with AWS's text ("Troubleshoot access denied error messages", IAM User Guide) and the
 * service's code.
 */
function toDenial({ model, context, action, resource, isExplicit }: Denial): AwsFault {
  const arn = toCallerArn(context.caller.principal, context);
  const because = isExplicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const text = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  if (model.protocol === 'ec2Query') {
    const message = `You are not authorized to perform this operation. ${text}`;
    return fault('UnauthorizedOperation', message, { status: 403 });
  }
  if (model.protocol === 'awsQuery') return fault('AccessDenied', text, { status: 403 });
  const status = model.protocol === 'restJson1' ? 403 : 400;
  return fault('AccessDeniedException', text, { status });
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
function toResource({ model, input, context }: AccessQuestion): string {
  return ARNS[model.signingName]?.(input as Names, context) ?? '*';
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

/** Returns the condition keys that EC2 has for an interface (Service Authorization Reference; F10.4). */
function findNetworkKeys({ input, context }: AccessQuestion): Record<string, string> {
  const { NetworkInterfaceId } = input as Names;
  const found = context.state.ec2.networkInterfaces.get(String(NetworkInterfaceId));
  if (!found) return {};
  const arn = (resource: string) => context.account.arn('ec2', context.region, resource);
  return {
    'ec2:Vpc': arn(`vpc/${found.vpcId}`),
    'ec2:Subnet': arn(`subnet/${found.subnetId}`),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
