import { type Decision, decide } from '../../../src/emulator/iam/evaluate.js';
import { iamService } from '../../../src/emulator/services/iam/index.js';
import {
  createOperations,
  type Operations,
  type OperationsOptions,
} from '../support/operations.js';

export const CACHE = 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01';
export const USER = 'arn:aws:elasticache:us-east-1:123456789012:user:iam-user-01';
export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

export type RawStatement = Record<string, unknown>;

/** An account with the role `app` and its tag `team=blue`. */
export interface PolicyLab {
  readonly iam: Operations;
  readonly roleId: string;
  /** Attaches a new policy to the role and returns its ARN. */
  attach(name: string, ...statements: RawStatement[]): Promise<string>;
  /** Decides whether the role may connect to all of these resources, or do another action on them. */
  ask(
    resources?: readonly string[],
    options?: { action?: string; keys?: Record<string, string>; roleId?: string },
  ): Decision;
}

/** Creates a statement that allows connecting to a resource. */
export const connect = (resource: unknown, more: RawStatement = {}): RawStatement => {
  return { Effect: 'Allow', Action: 'elasticache:Connect', Resource: resource, ...more };
};

/** Creates the account and the role. */
export async function createPolicyLab(options: OperationsOptions = {}): Promise<PolicyLab> {
  const iam = createOperations(iamService, options);
  const { Role } = await iam.run<{ Role: { RoleId: string } }>('CreateRole', {
    RoleName: 'app',
    AssumeRolePolicyDocument: TRUST,
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  return {
    iam,
    roleId: Role.RoleId,
    async attach(name, ...statements) {
      const { Policy } = await iam.run<{ Policy: { Arn: string } }>('CreatePolicy', {
        PolicyName: name,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      });
      await iam.run('AttachRolePolicy', { RoleName: 'app', PolicyArn: Policy.Arn });
      return Policy.Arn;
    },
    ask: (resources = [CACHE, USER], { action, keys, roleId } = {}) =>
      decide({
        aws: iam.context.aws,
        principal: {
          kind: 'role',
          roleName: 'app',
          roleId: roleId ?? Role.RoleId,
          sessionName: 'AccessValkey',
        },
        action: action ?? 'elasticache:Connect',
        resources,
        nowMs: iam.clock.now(),
        ...(keys && { keys }),
      }),
  };
}
