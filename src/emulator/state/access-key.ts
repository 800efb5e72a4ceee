import { randomBytes, randomInt } from 'node:crypto';
import type { Credential } from './credentials.js';
import type { Role } from './iam.js';
import type { AwsState } from './state.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Creates a random access key: `AKIA…` for users, `ASIA…` for sessions. */
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

/** Limit of callers' sessions; docs/LOCAL.md states it. */
export const MAX_SESSIONS = 10_000;

/** Creates temporary credentials of a role and stores them. */
export function openRoleSession(
  aws: AwsState,
  { role, sessionName, expiresAtMs, nowMs }: RoleSession & { readonly nowMs: number },
): Credential & { readonly sessionToken: string; readonly expiresAtMs: number } {
  const credential = {
    ...createAccessKey('ASIA'),
    // Like AWS's tokens: base64 with characters that must be encoded in a query string.
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(180).toString('base64')}`,
    expiresAtMs,
    principal: {
      kind: 'role' as const,
      roleName: role.name,
      roleId: role.id,
      sessionName,
    },
  };
  if (aws.credentials.size >= MAX_SESSIONS) makeRoom(aws, nowMs);
  aws.credentials.set(credential.accessKeyId, credential);
  return credential;
}

/**
 * Removes expired sessions, or else the oldest ones. Keeps the keys of the administrator and of running
 * functions, whose environments remove their own.
 */
function makeRoom({ credentials }: AwsState, nowMs: number): void {
  const sessions = [...credentials.values()].filter(({ principal }) => {
    return principal.kind === 'role' && principal.functionArn === undefined;
  });
  const expired = sessions.filter(({ expiresAtMs = nowMs }) => expiresAtMs <= nowMs);
  for (const { accessKeyId } of expired.length > 0
    ? expired
    : sessions.slice(0, MAX_SESSIONS / 100)) {
    credentials.delete(accessKeyId);
  }
}
