import type { WeighedStatement } from '../../iam/evaluate.js';
import type { ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';
import { isSameSecret } from '../../wire/sigv4.js';
import { findMembers, toHash } from './acl.js';
import { checkReachability, findFunction } from './function-network.js';
import type { Obstacle } from './gate.js';
import { findUser, type TokenRule, verifyToken } from './token.js';
import { findAccessKeyId } from './token-text.js';

/** A user name and a password from AUTH or HELLO. */
export interface Attempt {
  readonly username: string;
  readonly password: string;
  readonly cache: ServerlessCache;
  readonly aws: AwsState;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly nowMs: number;
}

/** The rules for a login. `user-access-string`: the server accepts the user's access string. */
export type LoginRule = TokenRule | 'password' | 'user-access-string';

export type Verdict =
  /** `byToken`: the connection ends after 12 hours. `doubt`: why AWS may refuse this login. */
  | {
      readonly outcome: 'accepted';
      readonly byToken: boolean;
      readonly doubt?: string | undefined;
      readonly weighed?: readonly WeighedStatement[] | undefined;
    }
  /** The cache is open, so the server itself decides. */
  | { readonly outcome: 'open' }
  | {
      readonly outcome: 'refused';
      readonly rule: LoginRule;
      readonly detail: string;
      readonly weighed?: readonly WeighedStatement[] | undefined;
    }
  /** The cache does not check the login, because it or IAM is not available. */
  | ({ readonly outcome: 'unchecked' } & Obstacle)
  /** On AWS the network would drop this caller's packets. */
  | { readonly outcome: 'unreachable'; readonly detail: string };

/** Decides on a login by the network, the cache's user group and IAM. */
export function authenticate(attempt: Attempt): Verdict {
  const blocked = findObstacle(attempt);
  if (blocked !== undefined) return { outcome: 'unreachable', detail: blocked };

  const { username, password, cache, aws } = attempt;
  const members = findMembers(cache, aws.region(cache.region).elasticache);
  if (!members && username === 'default') return { outcome: 'open' };
  const user = members?.get(username);
  const isToken = findAccessKeyId(password) !== undefined;
  if (user?.authentication.type === 'iam' || isToken) {
    const verdict = verifyToken({ ...attempt, token: password, region: cache.region });
    if (verdict.ok) return { outcome: 'accepted', byToken: true, ...verdict };
    return { outcome: 'refused', ...verdict };
  }
  const found = findUser(attempt);
  if ('rule' in found) return { outcome: 'refused', ...found };
  const { id, authentication } = found;
  const hash = toHash(password);
  const isAccepted =
    authentication.type === 'no-password' ||
    (authentication.type === 'password' &&
      authentication.passwordHashes.some((known) => isSameSecret(known, hash)));
  if (isAccepted) return { outcome: 'accepted', byToken: false };
  return { outcome: 'refused', rule: 'password', detail: `User ${id} has no such password.` };
}

/** Finds what blocks the network path from the calling function, which the token's access key identifies. */
function findObstacle({ password, cache, aws }: Attempt): string | undefined {
  const credential = aws.credentials.get(findAccessKeyId(password) ?? '');
  const lambda = credential && findFunction(aws, credential.principal);
  if (!lambda) return undefined;
  const verdict = checkReachability(lambda, cache, aws.region(cache.region).ec2);
  return verdict.reachable ? undefined : verdict.detail;
}
