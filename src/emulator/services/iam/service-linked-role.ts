import type {
  CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRoleResponse,
} from '@aws-sdk/client-iam';
import { findRole } from '../../state/iam.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { createUniqueId } from './entities.js';
import { toRoleShape } from './roles.js';

const SERVICE = 'elasticache.amazonaws.com';
const NAME = 'AWSServiceRoleForElastiCache';

/** Creates ElastiCache's service-linked role (F7.7). Throws InvalidInput if it exists. */
export function createServiceLinkedRole(
  input: CreateServiceLinkedRoleRequest,
  { aws, account, clock }: OperationContext,
): CreateServiceLinkedRoleResponse {
  if (input.AWSServiceName !== SERVICE) {
    throw fault(
      'InvalidInputException',
      `Service-linked roles of ${input.AWSServiceName} are not served here.`,
    );
  }
  if (input.CustomSuffix !== undefined) {
    throw fault('InvalidInputException', `Custom suffix is not allowed for ${SERVICE}`);
  }
  if (findRole(aws.iam, NAME)) {
    throw fault(
      'InvalidInputException',
      `Service role name ${NAME} has been taken in this account, please try a different suffix.`,
    );
  }
  const path = `/aws-service-role/${SERVICE}/`;
  const role = {
    name: NAME,
    id: createUniqueId('AROA'),
    arn: account.arn('iam', '', `role${path}${NAME}`),
    path,
    createdAtMs: clock.now(),
    description: input.Description,
    maxSessionSeconds: 3600,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [SERVICE] } },
      ],
    }),
    assumableAtMs: clock.now(),
    attachedPolicies: new Map<string, number>(),
    inlinePolicies: new Map<string, string>(),
    tags: new Map<string, string>(),
  };
  aws.iam.roles.set(NAME.toLowerCase(), role);
  return { Role: toRoleShape(role) };
}
