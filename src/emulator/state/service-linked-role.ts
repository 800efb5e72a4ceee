import type { Account } from './account.js';
import { createRandomId } from './credentials.js';
import { findRole, type IamState, type Role } from './iam.js';

/** The service whose role the emulator knows. */
export const LINKED_SERVICE = 'elasticache.amazonaws.com';
export const LINKED_ROLE_NAME = 'AWSServiceRoleForElastiCache';

/** Finds ElastiCache's service-linked role (F7.7). */
export function findLinkedRole(iam: IamState): Role | undefined {
  return findRole(iam, LINKED_ROLE_NAME);
}

/** Adds ElastiCache's service-linked role to the account. */
export function addLinkedRole(
  iam: IamState,
  {
    account,
    region,
    nowMs,
    description,
  }: { account: Account; region: string; nowMs: number; description?: string | undefined },
): Role {
  const path = `/aws-service-role/${LINKED_SERVICE}/`;
  const role: Role = {
    name: LINKED_ROLE_NAME,
    id: createRandomId('AROA', 17),
    arn: account.arn('iam', region, `role${path}${LINKED_ROLE_NAME}`),
    path,
    createdAtMs: nowMs,
    description,
    maxSessionSeconds: 3600,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [LINKED_SERVICE] } },
      ],
    }),
    assumableAtMs: nowMs,
    attachedPolicies: new Map(),
    inlinePolicies: new Map(),
    tags: new Map(),
  };
  iam.roles.set(LINKED_ROLE_NAME.toLowerCase(), role);
  return role;
}
