import type { ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';
import { isSameSecret } from '../../wire/sigv4.js';
import { parseAccessString } from './access-string.js';
import { findMembers, toHash } from './acl.js';
import { findFunction } from './function-network.js';
import { checkReachability } from './reachability.js';
import { type TokenRule, verifyToken } from './token.js';
import { findAccessKeyId, quote } from './token-text.js';

/** A user and a password as they came with AUTH or HELLO. */
export interface Attempt {
  readonly username: string;
  readonly password: string;
  readonly cache: ServerlessCache;
  readonly aws: AwsState;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly nowMs: number;
}

/** What can be wrong with a login; `user-access-string`: the server does not take it. */
export type LoginRule = TokenRule | 'password' | 'user-access-string';

export type Verdict =
  /** `byToken`: the connection ends after 12 hours. */
  | { readonly outcome: 'accepted'; readonly byToken: boolean }
  /** The server's own rules for `default` hold: the cache is open. */
  | { readonly outcome: 'open' }
  | { readonly outcome: 'refused'; readonly rule: LoginRule; readonly detail: string }
  /** On AWS the packets of this caller would not arrive. */
  | { readonly outcome: 'unreachable'; readonly detail: string };

/** Decides on an attempt to log in, by the cache's user group, its users, IAM and the network. */
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
    return verdict.ok
      ? { outcome: 'accepted', byToken: true }
      : { outcome: 'refused', rule: verdict.rule, detail: verdict.detail };
  }
  if (!user) {
    const group = members ? `User group ${cache.userGroupId}` : 'A cache without a user group';
    return refuse('user-group', `${group} has no user ${quote(username)}.`);
  }
  if (!parseAccessString(user.accessString).isOn) {
    return refuse('user-off', `The access string of user ${user.id} does not say on.`);
  }
  const { authentication } = user;
  const hash = toHash(password);
  const isAccepted =
    authentication.type === 'no-password' ||
    (authentication.type === 'password' &&
      authentication.passwordHashes.some((known) => isSameSecret(known, hash)));
  if (isAccepted) return { outcome: 'accepted', byToken: false };
  return refuse('password', `It is not a password of user ${user.id}.`);
}

/** What stands between the function that calls and the cache: its access key tells which one it is. */
function findObstacle({ password, cache, aws }: Attempt): string | undefined {
  const credential = aws.credentials.get(findAccessKeyId(password) ?? '');
  const lambda = credential && findFunction(aws, credential.principal);
  if (!lambda) return undefined;
  const verdict = checkReachability(lambda, cache, aws.region(cache.region).ec2);
  return verdict.reachable ? undefined : verdict.detail;
}

function refuse(rule: LoginRule, detail: string): Verdict {
  return { outcome: 'refused', rule, detail };
}
