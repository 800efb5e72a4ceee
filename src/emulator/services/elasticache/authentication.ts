import { createHash } from 'node:crypto';
import type { AuthenticationMode } from '@aws-sdk/client-elasticache';
import type { CacheUser } from '../../state/elasticache.js';
import { invalidCombination, invalidValue } from './resources.js';

type Authentication = CacheUser['authentication'];

interface AuthenticationInput {
  readonly AuthenticationMode?: AuthenticationMode | undefined;
  readonly Passwords?: readonly string[] | undefined;
  readonly NoPasswordRequired?: boolean | undefined;
}

/**
 * Reads how a user authenticates from a Create or Modify call. Returns undefined if the call does not say
 * (F2.7).
 */
export function toAuthentication(input: AuthenticationInput): Authentication | undefined {
  const { AuthenticationMode: mode, Passwords: passwords, NoPasswordRequired = false } = input;
  if (mode) {
    if (passwords || NoPasswordRequired) {
      throw invalidCombination(
        'AuthenticationMode cannot be combined with Passwords or NoPasswordRequired.',
      );
    }
    return toModeAuthentication(mode);
  }
  if (passwords && NoPasswordRequired) {
    throw invalidCombination('Passwords cannot be combined with NoPasswordRequired.');
  }
  if (passwords) return { type: 'password', passwordHashes: toHashes(passwords) };
  return NoPasswordRequired ? { type: 'no-password' } : undefined;
}

/**
 * Throws InvalidParameterCombination when a user with this id, name and engine cannot authenticate in this way
 * (RBAC, auth-iam).
 */
export function assertAuthentication({
  id,
  name,
  engine,
  authentication,
}: Pick<CacheUser, 'id' | 'name' | 'engine' | 'authentication'>): void {
  // Ids are stored in lower case and names are not, so only a lower-case name can equal its id (F2.1).
  if (authentication.type === 'iam' && id !== name) {
    throw invalidCombination('User Id and User name must be same for authentication type: iam');
  }
  if (authentication.type === 'no-password' && engine === 'valkey') {
    throw invalidCombination(
      'Users of engine valkey must use the authentication type password or iam.',
    );
  }
}

function toModeAuthentication({ Type, Passwords }: AuthenticationMode): Authentication {
  if (Type === 'password') return { type: 'password', passwordHashes: toHashes(Passwords ?? []) };
  if (Passwords) {
    throw invalidCombination(`Passwords are not permitted for authentication type: ${Type}`);
  }
  if (Type === 'iam') return { type: 'iam' };
  if (Type === 'no-password-required') return { type: 'no-password' };
  throw invalidValue('AuthenticationMode needs a Type.');
}

function toHashes(passwords: readonly string[]): string[] {
  if (passwords.length === 0) {
    throw invalidValue(
      'No password was provided. If you want to create/update the user without password, please use the NoPasswordRequired flag.',
    );
  }
  if (passwords.length > 2) throw invalidValue('A user can have up to two passwords.');
  if (passwords.some(({ length }) => length < 16 || length > 128)) {
    throw invalidValue('Passwords length must be between 16-128 characters.');
  }
  return passwords.map((password) => createHash('sha256').update(password).digest('hex'));
}
