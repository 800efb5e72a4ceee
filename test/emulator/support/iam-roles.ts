import type { Operations } from './operations.js';

export const TRUST_STATEMENT = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

/** The answers of the operations on a role. */
export interface RoleAnswer {
  Role: {
    Arn: string;
    RoleId: string;
    AssumeRolePolicyDocument: string;
    MaxSessionDuration?: number;
    Tags?: unknown;
  };
}

/** Returns a policy document with one statement. */
export function toDocument(statement: unknown): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export const TRUST = toDocument(TRUST_STATEMENT);

/** Creates a role that trusts Lambda. */
export function createRole(
  iam: Operations,
  RoleName: string,
  more: object = {},
): Promise<RoleAnswer> {
  return iam.run('CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST, ...more });
}
