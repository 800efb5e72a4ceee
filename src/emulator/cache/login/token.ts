import { decide } from '../../iam/evaluate.js';
import type { Credential } from '../../state/credentials.js';
import type { CacheUser, ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';
import { isSameSecret } from '../../wire/sigv4.js';
import { parseAccessString } from './access-string.js';
import { findMembers } from './acl.js';
import { findNetworkKeys } from './function-network.js';
import { isSignedWith } from './token-signature.js';
import { parseToken, quote, type TokenText } from './token-text.js';

/** What can be wrong with an attempt to log in with a token; the log names it. */
export type TokenRule =
  | 'token-format'
  | 'token-parameter'
  | 'token-host'
  | 'token-path'
  | 'token-action'
  | 'token-user'
  | 'token-resource-type'
  | 'token-algorithm'
  | 'token-scope'
  | 'token-service'
  | 'token-region'
  | 'token-signed-headers'
  | 'token-date'
  | 'token-future'
  | 'token-lifetime'
  | 'token-expired'
  | 'key-unknown'
  | 'key-expired'
  | 'session-token'
  | 'signature'
  | 'user-group'
  | 'user-type'
  | 'user-off'
  | 'policy-cache'
  | 'policy-user';

export interface TokenRequest {
  readonly token: string;
  /** What the client gave to AUTH as the user. */
  readonly username: string;
  readonly cache: ServerlessCache;
  readonly aws: AwsState;
  /** The cache's. */
  readonly region: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly nowMs: number;
}

export type TokenVerdict =
  | { readonly ok: true; readonly user: CacheUser; readonly credential: Credential }
  | { readonly ok: false; readonly rule: TokenRule; readonly detail: string };

/** AWS documents no tolerance for a signer's clock that is ahead; this is for rounding. */
export const TOKEN_FUTURE_TOLERANCE_MS = 5_000;
/** "The IAM authentication token is valid for 15 minutes" (F4.3). */
const MAX_LIFETIME_SECONDS = 900;

type Broken = { readonly rule: TokenRule; readonly detail: string };

/** Verifies an IAM authentication token by every rule; no secret is in `detail`. */
export function verifyToken(request: TokenRequest): TokenVerdict {
  const { token, aws, nowMs } = request;
  const parsed = parseToken(token);
  if (!parsed.ok) return parsed;
  const { text } = parsed;
  const brokenText =
    checkAddress(text, request) ?? checkScope(text, request) ?? checkTime(text, nowMs);
  if (brokenText) return { ok: false, ...brokenText };

  const credential = aws.credentials.get(read(text, 'X-Amz-Credential').split('/')[0] ?? '');
  if (!credential) return { ok: false, rule: 'key-unknown', detail: 'Nobody has its access key.' };
  const brokenKey = checkKey(text, credential, nowMs);
  if (brokenKey) return { ok: false, ...brokenKey };

  const user = findIamUser(request);
  if ('rule' in user) return { ok: false, ...user };
  const refused = checkPolicies(request, credential, user);
  return refused ? { ok: false, ...refused } : { ok: true, user, credential };
}

/** For whom and what the token is. */
function checkAddress(text: TokenText, { cache, username }: TokenRequest): Broken | undefined {
  if (text.host !== cache.name) {
    const hint = text.host.toLowerCase() === cache.name ? ': names are lower case' : '';
    return broken('token-host', `The token is for ${quote(text.host)}, not ${cache.name}${hint}.`);
  }
  if (text.path !== '/') return broken('token-path', `Its path is ${quote(text.path)}, not /.`);
  const action = read(text, 'Action');
  if (action !== 'connect')
    return broken('token-action', `Its Action is ${quote(action)}, not connect.`);
  const user = read(text, 'User');
  if (user !== username) {
    return broken(
      'token-user',
      `Its User is ${quote(user)}, the name in AUTH is ${quote(username)}.`,
    );
  }
  // AWS's tutorial signs it; other sources leave it out (F4.5).
  const type = text.parameters.get('ResourceType');
  if (type === 'ServerlessCache') return undefined;
  const found =
    type === undefined ? 'It has no ResourceType' : `Its ResourceType is ${quote(type)}`;
  return broken('token-resource-type', `${found}; a serverless cache needs ServerlessCache.`);
}

/** With what it says to be signed. */
function checkScope(text: TokenText, { region }: TokenRequest): Broken | undefined {
  const algorithm = read(text, 'X-Amz-Algorithm');
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    return broken('token-algorithm', `Its algorithm is ${quote(algorithm)}.`);
  }
  const [keyId, date, signedRegion = '', service = '', end, ...rest] = read(
    text,
    'X-Amz-Credential',
  ).split('/');
  if (!keyId || !date || end !== 'aws4_request' || rest.length > 0) {
    return broken(
      'token-scope',
      'Its credential scope is not key/date/region/service/aws4_request.',
    );
  }
  if (service !== 'elasticache') {
    return broken(
      'token-service',
      `It is signed for the service ${quote(service)}, not elasticache.`,
    );
  }
  if (signedRegion !== region) {
    return broken(
      'token-region',
      `It is signed for the region ${quote(signedRegion)}, not ${region}.`,
    );
  }
  const headers = read(text, 'X-Amz-SignedHeaders');
  if (headers === 'host') return undefined;
  return broken('token-signed-headers', `Its signed headers are ${quote(headers)}, not host.`);
}

/** From when to when it is valid. */
function checkTime(text: TokenText, nowMs: number): Broken | undefined {
  const date = read(text, 'X-Amz-Date');
  const scopeDate = read(text, 'X-Amz-Credential').split('/')[1];
  const signedAtMs = toTime(date);
  if (signedAtMs === undefined || scopeDate !== date.slice(0, 8)) {
    return broken(
      'token-date',
      `Its date is ${quote(date)}, in its scope ${quote(scopeDate ?? '')}.`,
    );
  }
  const aheadMs = signedAtMs - nowMs;
  if (aheadMs > TOKEN_FUTURE_TOLERANCE_MS) {
    return broken('token-future', `It was signed ${Math.round(aheadMs / 1000)} s in the future.`);
  }
  const expires = read(text, 'X-Amz-Expires');
  // Assumed: AWS takes the number as signers write it, without leading zeros.
  const lifetimeSeconds = /^[1-9]\d{0,8}$/.test(expires) ? Number(expires) : 0;
  if (lifetimeSeconds < 1 || lifetimeSeconds > MAX_LIFETIME_SECONDS) {
    return broken(
      'token-lifetime',
      `Its X-Amz-Expires is ${quote(expires)}; 1 to 900 s are allowed.`,
    );
  }
  const overdueMs = nowMs - (signedAtMs + lifetimeSeconds * 1000);
  if (overdueMs < 0) return undefined;
  return broken('token-expired', `It expired ${Math.round(overdueMs / 1000)} s ago.`);
}

/** Whether who has the key signed it. */
function checkKey(text: TokenText, credential: Credential, nowMs: number): Broken | undefined {
  const { expiresAtMs, sessionToken = '', secretAccessKey } = credential;
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
    return broken('key-expired', 'The session of its access key has expired.');
  }
  const given = text.parameters.get('X-Amz-Security-Token') ?? '';
  if (given === '' && text.parameters.has('X-Amz-Security-Token')) {
    return broken('session-token', 'Its session token is empty.');
  }
  if (!isSameSecret(given, sessionToken)) {
    const found = given === '' ? 'It lacks the session token' : 'Its session token is not that';
    return broken('session-token', `${found} of its access key.`);
  }
  if (isSignedWith(text, secretAccessKey)) return undefined;
  return broken('signature', 'Its signature was made with another secret key or for other values.');
}

/** The cache's user of that name, if it is one that logs in by token. */
function findIamUser({ cache, aws, region, username }: TokenRequest): CacheUser | Broken {
  const { elasticache } = aws.region(region);
  const members = findMembers(cache, elasticache);
  if (!members) return broken('user-group', 'The cache has no user group.');
  const user = members.get(username);
  if (!user) {
    return broken('user-group', `User group ${cache.userGroupId} has no user ${quote(username)}.`);
  }
  if (user.authentication.type !== 'iam') {
    return broken('user-type', `User ${user.id} does not authenticate by IAM.`);
  }
  if (parseAccessString(user.accessString).isOn) return user;
  return broken('user-off', `The access string of user ${user.id} does not say on.`);
}

/** "elasticache:Connect" on both: the cache's ARN and the user's (F4.6). */
function checkPolicies(
  { aws, cache, nowMs }: TokenRequest,
  { principal }: Credential,
  user: CacheUser,
): Broken | undefined {
  const keys = findNetworkKeys(aws, principal);
  const wanted = [
    { rule: 'policy-cache', arn: cache.arn },
    { rule: 'policy-user', arn: user.arn },
  ] as const;
  for (const { rule, arn } of wanted) {
    const { allowed, reason } = decide({
      aws,
      principal,
      action: 'elasticache:Connect',
      resources: [arn],
      nowMs,
      keys,
    });
    if (!allowed) return broken(rule, reason);
  }
  return undefined;
}

function broken(rule: TokenRule, detail: string): Broken {
  return { rule, detail };
}

function read({ parameters }: TokenText, name: string): string {
  return parameters.get(name) ?? '';
}

/** Milliseconds since the epoch of `20250101T000000Z`. */
function toTime(date: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  // Date takes 30 February for a day in March.
  return time.toISOString() === text ? time.getTime() : undefined;
}
