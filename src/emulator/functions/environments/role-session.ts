import { randomBytes } from 'node:crypto';
import type { Clock } from '../../state/clock.js';
import { type Credential, createAccessKey } from '../../state/credentials.js';
import { findRoleByArn } from '../../state/iam.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { AwsState } from '../../state/state.js';
import { fault } from '../../wire/fault.js';

/** The lifetime of an environment's credentials. AWS ends an environment before its credentials expire. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;

/** The lifetime that must be left when an invocation begins: the longest time-out of a function (F6.1). */
const RESERVE_MS = 15 * 60 * 1000;

/** The temporary credentials of a function's role. */
export interface ExecutionSession {
  readonly credential: Credential;
  /** Whether the credentials last for one more invocation. */
  isFresh(): boolean;
  /** Makes the credentials invalid. */
  end(): void;
}

/** Assumes a function's execution role. Throws `AccessDeniedException` when the role does not exist. */
export function assumeExecutionRole(
  fn: LambdaFunction,
  { aws, clock }: { aws: AwsState; clock: Clock },
): ExecutionSession {
  const role = findRoleByArn(aws.iam, fn.roleArn);
  if (!role) {
    // Lambda cannot assume a role that was just created (F6.3).
    throw fault(
      'AccessDeniedException',
      'The role defined for the function cannot be assumed by Lambda.',
      { status: 403 },
    );
  }
  const expiresAtMs = clock.now() + LIFETIME_MS;
  const credential: Credential = {
    ...createAccessKey('ASIA'),
    // As on AWS, base64 with characters that must be encoded in a query string.
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(288).toString('base64')}`,
    expiresAtMs,
    principal: {
      kind: 'role',
      roleName: role.name,
      roleId: role.id,
      sessionName: fn.name,
      functionArn: fn.arn,
    },
  };
  aws.credentials.set(credential.accessKeyId, credential);
  return {
    credential,
    isFresh: () => expiresAtMs - clock.now() > RESERVE_MS,
    end: () => aws.credentials.delete(credential.accessKeyId),
  };
}
