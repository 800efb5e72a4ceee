import { createAccount } from '../../../src/emulator/state/account.js';
import type { Role } from '../../../src/emulator/state/iam.js';

const VPC_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

/** Builds a role that Lambda can assume and that may use the network, for the state of an endpoint. */
export function buildRole(name: string, changes: Partial<Role> = {}): Role {
  return {
    name,
    id: `AROA${name.toUpperCase().padEnd(17, 'A')}`,
    arn: createAccount().arn('iam', 'us-east-1', `role/${name}`),
    path: '/',
    createdAtMs: 0,
    maxSessionSeconds: 3600,
    trustPolicy: toTrustPolicy('lambda'),
    assumableAtMs: 0,
    attachedPolicies: new Map([[VPC_POLICY, 0]]),
    inlinePolicies: new Map(),
    tags: new Map(),
    ...changes,
  };
}

/** Returns a trust policy for a service, such as `lambda`. */
export function toTrustPolicy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: `${service}.amazonaws.com` },
        Action: 'sts:AssumeRole',
      },
    ],
  });
}
