import { randomBytes, randomInt } from 'node:crypto';
import type { Credential } from './state/credentials.js';
import type { Role } from './state/iam.js';
import type { AwsState } from './state/state.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A random access key: `AKIA…` for users, `ASIA…` for sessions. */
export function createAccessKey(prefix: 'AKIA' | 'ASIA'): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  const letters = Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]);
  return {
    accessKeyId: prefix + letters.join(''),
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

export interface RoleSession {
  readonly role: Role;
  readonly sessionName: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly expiresAtMs: number;
}

/** Makes temporary credentials of a role and makes the endpoint know them. */
export function openRoleSession(
  aws: AwsState,
  { role, sessionName, expiresAtMs }: RoleSession,
): Credential & { readonly sessionToken: string; readonly expiresAtMs: number } {
  const credential = {
    ...createAccessKey('ASIA'),
    // As AWS's: base64 with characters that must be encoded in a query string.
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(180).toString('base64')}`,
    expiresAtMs,
    principal: {
      kind: 'role' as const,
      roleName: role.name,
      roleId: role.id,
      sessionName,
    },
  };
  aws.credentials.set(credential.accessKeyId, credential);
  return credential;
}
