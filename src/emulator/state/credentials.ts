import { randomBytes, randomInt } from 'node:crypto';
import type { Account } from './account.js';
import type { Role } from './iam.js';

/** A key that the emulator knows, and its owner. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch, on the emulator's clock. Undefined: never. */
  readonly expiresAtMs?: number | undefined;
  readonly principal: Principal;
}

export type Principal =
  /** The owner of the keys of `local env`, who may do everything. */
  | { readonly kind: 'administrator' }
  /** A session of a role. `functionArn` is set if Lambda created it for a function. */
  | {
      readonly kind: 'role';
      readonly roleName: string;
      readonly roleId: string;
      readonly sessionName: string;
      readonly functionArn?: string | undefined;
    };

/** Returns the caller's ARN, as AWS shows it in errors and in GetCallerIdentity. */
export function toCallerArn(
  principal: Principal,
  { account, region }: { readonly account: Account; readonly region: string },
): string {
  if (principal.kind === 'administrator') return account.arn('iam', region, 'user/valkey-lab');
  const { roleName, sessionName } = principal;
  return account.arn('sts', region, `assumed-role/${roleName}/${sessionName}`);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns `prefix` and random letters and digits, as in AWS's access keys and ids. */
export function createRandomId(prefix: string, length: number): string {
  return prefix + Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Creates a random access key: `AKIA…` for users, `ASIA…` for sessions. */
export function createAccessKey(
  prefix: 'AKIA' | 'ASIA',
): Pick<Credential, 'accessKeyId' | 'secretAccessKey'> {
  return {
    accessKeyId: createRandomId(prefix, 16),
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}

interface RoleSession {
  readonly role: Role;
  readonly sessionName: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly expiresAtMs: number;
  readonly nowMs: number;
}

interface KnownKeys {
  readonly credentials: Map<string, Credential>;
}

/** Limit of callers' sessions; docs/LOCAL.md states it. */
export const MAX_SESSIONS = 10_000;

/** Creates temporary credentials of a role and stores them. */
export function openRoleSession(
  aws: KnownKeys,
  { role, sessionName, expiresAtMs, nowMs }: RoleSession,
): Credential & { readonly sessionToken: string; readonly expiresAtMs: number } {
  const credential = {
    ...createAccessKey('ASIA'),
    // Like AWS's tokens: base64 with characters that must be encoded in a query string.
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(180).toString('base64')}`,
    expiresAtMs,
    principal: { kind: 'role' as const, roleName: role.name, roleId: role.id, sessionName },
  };
  if (aws.credentials.size >= MAX_SESSIONS) makeRoom(aws, nowMs);
  aws.credentials.set(credential.accessKeyId, credential);
  return credential;
}

/**
 * Removes expired sessions, or else the oldest ones. Keeps the keys of the administrator and of running
 * functions, whose environments remove their own.
 */
function makeRoom({ credentials }: KnownKeys, nowMs: number): void {
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
