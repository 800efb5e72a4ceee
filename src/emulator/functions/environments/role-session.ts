import { randomBytes } from 'node:crypto';
import type { Clock } from '../../state/clock.js';
import { type Credential, createAccessKey } from '../../state/credentials.js';
import { findRoleByArn } from '../../state/iam.js';
import type { LambdaFunction } from '../../state/lambda.js';
import type { AwsState } from '../../state/state.js';
import { fault } from '../../wire/fault.js';

/** How long the credentials of an environment live; AWS ends environments before theirs end. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;

/** What must be left of them when an invocation begins: 15 min is its longest run. */
const RESERVE_MS = 15 * 60 * 1000;

/** Temporary credentials of a function's role, known to the emulator until they are ended. */
export interface ExecutionSession {
  readonly credential: Credential;
  /** Whether there is time left for one more invocation. */
  isFresh(): boolean;
  end(): void;
}

/** Assumes the execution role for a function. Throws `AccessDeniedException` when the role is gone. */
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
    // As AWS's: base64 with characters that must be encoded in a query string.
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
