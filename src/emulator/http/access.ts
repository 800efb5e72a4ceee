import { decide } from '../iam/evaluate.js';
import { type Refusal, toRefusalText } from '../iam/refusal.js';
import { isDeniedByOrganization } from '../iam/service-control-policy.js';
import { toCallerArn } from '../state/credentials.js';
import { type AwsFault, fault } from '../wire/fault.js';
import type { ServedOperation, ServiceModel } from '../wire/service-model.js';
import { findRequestKeys } from './request-keys.js';
import { type AccessQuestion, findNamedResources, toResource } from './resource-arn.js';

/** Operations with another action name in policies (Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** What a create call with tags needs, too (F10.10). Logs takes it on the ARN without a star (F10.5). */
const TAGGING: Readonly<Record<string, string>> = {
  'elasticache:CreateServerlessCache': 'elasticache:AddTagsToResource',
  'elasticache:CreateUser': 'elasticache:AddTagsToResource',
  'elasticache:CreateUserGroup': 'elasticache:AddTagsToResource',
  'iam:CreateRole': 'iam:TagRole',
  'iam:CreatePolicy': 'iam:TagPolicy',
  'lambda:CreateFunction': 'lambda:TagResource',
  'logs:CreateLogGroup': 'logs:TagResource',
};

/** The operation that no policy can forbid (AWS STS API Reference, GetCallerIdentity). */
const FREE = 'sts:GetCallerIdentity';

/**
 * Throws the service's access-denied error if the caller's policies do not allow the call, or if the organization's service
 * control policy denies it.
 */
export function assertAllowed(question: AccessQuestion): void {
  const { context } = question;
  const action = toAction(question.model, question.operation);
  const { aws, account, region, caller, serviceControlPolicy } = context;
  const { principal } = caller;
  if (action === FREE || (principal.kind === 'administrator' && !serviceControlPolicy)) return;
  const resource = toResource(question);
  const keys = findRequestKeys(question);
  const nowMs = context.clock.now();
  const request = { aws, principal, nowMs, keys };
  const asked = { ...request, action, resource, account, region };
  if (isDeniedByOrganization(serviceControlPolicy, asked)) {
    const refusal = { policyType: 'service control policy', isExplicit: true } as const;
    throw toDenial({ ...question, action, resource, refusal });
  }
  const needs = [resource, ...findNamedResources(question)].map((arn) => ({
    action,
    resource: arn,
  }));
  const tagging = TAGGING[action];
  if (tagging !== undefined && keys['aws:TagKeys'] !== undefined) {
    needs.push({ action: tagging, resource: resource.replace(/:\*$/, '') });
  }
  for (const need of needs) {
    const decision = decide({ ...request, action: need.action, resources: [need.resource] });
    if (!decision.allowed) throw toDenial({ ...question, ...need, refusal: decision.refusal });
  }
}

/** Creates the error of a fault rule with kind `deny`: the same as for a missing policy. */
export function denyByRule(question: AccessQuestion): AwsFault {
  const action = toAction(question.model, question.operation);
  const refusal = { policyType: 'identity-based policy', isExplicit: false } as const;
  return toDenial({ ...question, action, resource: toResource(question), refusal });
}

function toAction(model: ServiceModel, operation: ServedOperation): string {
  const action = `${model.signingName}:${operation.name}`;
  return ACTIONS[action] ?? action;
}

interface Denial extends AccessQuestion {
  readonly action: string;
  readonly resource: string;
  readonly refusal: Refusal;
}

/** Creates the denial with AWS's text and the service's code. */
function toDenial({ model, context, action, resource, refusal }: Denial): AwsFault {
  const user = toCallerArn(context.caller.principal, context);
  const text = toRefusalText({ user, action, resource, refusal });
  if (model.protocol === 'ec2Query') {
    const message = `You are not authorized to perform this operation. ${text}`;
    return fault('UnauthorizedOperation', message, { status: 403 });
  }
  if (model.protocol === 'awsQuery') return fault('AccessDenied', text, { status: 403 });
  const status = model.protocol === 'restJson1' ? 403 : 400;
  return fault('AccessDeniedException', text, { status });
}
