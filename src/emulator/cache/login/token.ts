import { decide, type WeighedStatement } from '../../iam/evaluate.js';
import type { Credential } from '../../state/credentials.js';
import type { CacheUser, ServerlessCache } from '../../state/elasticache.js';
import type { AwsState } from '../../state/state.js';
import { isSameSecret } from '../../wire/sigv4.js';
import { parseAccessString } from './access-string.js';
import { findMembers } from './acl.js';
import { findNetworkKeys } from './function-network.js';
import { isSignedWith, parseToken, quote, type TokenText } from './token-text.js';

/** The rules for a login with a token. The log names the broken rule. */
export type TokenRule =
  | `token-${'format' | 'parameter' | 'host' | 'path' | 'action' | 'user' | 'resource-type'}`
  | `token-${'algorithm' | 'scope' | 'service' | 'region' | 'signed-headers'}`
  | `token-${'date' | 'future' | 'lifetime' | 'expired'}`
  | `key-${'unknown' | 'expired'}`
  | `user-${'group' | 'type' | 'off'}`
  | `policy-${'cache' | 'user'}`
  | 'session-token'
  | 'signature';

export interface TokenRequest {
  readonly token: string;
  /** The user name that the client passed to AUTH. */
  readonly username: string;
  readonly cache: ServerlessCache;
  readonly aws: AwsState;
  /** The Region of the cache. */
  readonly region: string;
  /** Milliseconds since the epoch, on the emulator's clock. */
  readonly nowMs: number;
}

export type TokenVerdict =
  /** `doubt`: why AWS may refuse a token that is accepted here. */
  | {
      readonly ok: true;
      readonly doubt?: string | undefined;
      readonly weighed: readonly WeighedStatement[];
    }
  | ({ readonly ok: false } & BrokenRule);

/** A broken rule, and a sentence without secrets. */
export interface BrokenRule {
  readonly rule: TokenRule;
  readonly detail: string;
  /** The policy statements that were weighed, if it came to that. */
  readonly weighed?: readonly WeighedStatement[] | undefined;
}

/** Tolerances for a signer's clock that is ahead. AWS documents none: the first covers rounding. */
const ROUNDING_MS = 5_000;
const CLOCK_SKEW_MS = 300_000;
/** "The IAM authentication token is valid for 15 minutes" (F4.3). */
const MAX_LIFETIME_SECONDS = 900;

/** Verifies an IAM authentication token by every rule. */
export function verifyToken(request: TokenRequest): TokenVerdict {
  const text = parseToken(request.token);
  if ('rule' in text) return { ok: false, ...text };
  const wrong = checkValues(text, request) ?? checkTime(text, request);
  if (wrong) return { ok: false, ...wrong };
  const outcome = checkCaller(text, request);
  if ('rule' in outcome) return { ok: false, ...outcome };
  return { ok: true, doubt: findDoubt(text), weighed: outcome.weighed };
}

/** AWS's tutorial signs the resource type; AWS's client valkey-glide leaves it out (F4.5). */
function findDoubt({ parameters }: TokenText): string | undefined {
  if (parameters.has('ResourceType')) return undefined;
  return 'The token has no ResourceType=ServerlessCache. AWS may refuse it.';
}

/** Finds the enabled user of the cache's group with this name. */
export function findUser({
  cache,
  aws,
  username,
}: Pick<TokenRequest, 'cache' | 'aws' | 'username'>): CacheUser | BrokenRule {
  const members = findMembers(cache, aws.region(cache.region).elasticache);
  if (!members) return broken('user-group', 'The cache has no user group.');
  const user = members.get(username);
  if (!user) {
    return broken('user-group', `User group ${cache.userGroupId} has no user ${quote(username)}.`);
  }
  if (parseAccessString(user.accessString).isOn) return user;
  return broken('user-off', `The access string of user ${user.id} does not contain "on".`);
}

/** Compares the token's values with the values that this cache requires. */
function checkValues(
  text: TokenText,
  { aws, cache, username, region }: TokenRequest,
): BrokenRule | undefined {
  if (text.host !== cache.name) {
    const hint = text.host.toLowerCase() === cache.name ? ': names are lower case' : '';
    return broken('token-host', `The token is for ${quote(text.host)}, not ${cache.name}${hint}.`);
  }
  const [keyId, date, signedRegion = '', service = '', ...end] = readScope(text);
  const values: readonly [rule: TokenRule, name: string, found: string, expected: string][] = [
    ['token-path', 'path', text.path, '/'],
    ['token-action', 'Action', read(text, 'Action'), 'connect'],
    ['token-user', 'User', read(text, 'User'), username],
    ['token-resource-type', 'ResourceType', readResourceType(text, aws), 'ServerlessCache'],
    ['token-algorithm', 'algorithm', read(text, 'X-Amz-Algorithm'), 'AWS4-HMAC-SHA256'],
    ['token-scope', 'scope ending', keyId && date ? end.join('/') : '', 'aws4_request'],
    ['token-service', 'service', service, 'elasticache'],
    ['token-region', 'Region', signedRegion, region],
    ['token-signed-headers', 'list of signed headers', read(text, 'X-Amz-SignedHeaders'), 'host'],
  ];
  const wrong = values.find(([, , found, expected]) => found !== expected);
  if (!wrong) return undefined;
  const [rule, name, found, expected] = wrong;
  return broken(rule, `Its ${name} is ${quote(found)}, not ${quote(expected)}.`);
}

function readResourceType(text: TokenText, aws: AwsState): string {
  const isOptional = aws.assumes('resource-type', 'optional');
  return text.parameters.get('ResourceType') ?? (isOptional ? 'ServerlessCache' : '');
}

/** Checks the token's date and its end. */
function checkTime(text: TokenText, { aws, nowMs }: TokenRequest): BrokenRule | undefined {
  const date = read(text, 'X-Amz-Date');
  const scopeDate = readScope(text)[1] ?? '';
  const signedAtMs = toTime(date);
  if (signedAtMs === undefined || scopeDate !== date.slice(0, 8)) {
    return broken('token-date', `Its date is ${quote(date)}, in its scope ${quote(scopeDate)}.`);
  }
  const aheadMs = signedAtMs - nowMs;
  const toleranceMs = aws.assumes('token-clock', 'seconds') ? ROUNDING_MS : CLOCK_SKEW_MS;
  if (aheadMs > toleranceMs) {
    return broken('token-future', `It was signed ${Math.round(aheadMs / 1000)} s in the future.`);
  }
  const expires = read(text, 'X-Amz-Expires');
  // Signers write the number without leading zeros.
  const form = aws.assumes('token-expires', 'strict') ? /^[1-9]\d{0,8}$/ : /^\d{1,9}$/;
  const lifetimeSeconds = form.test(expires) ? Number(expires) : 0;
  if (lifetimeSeconds < 1 || lifetimeSeconds > MAX_LIFETIME_SECONDS) {
    return broken('token-lifetime', `Its lifetime is ${quote(expires)}; 1 to 900 s are allowed.`);
  }
  const overdueMs = nowMs - (signedAtMs + lifetimeSeconds * 1000);
  if (overdueMs < 0) return undefined;
  return broken('token-expired', `It expired ${Math.round(overdueMs / 1000)} s ago.`);
}

interface Weighed {
  readonly weighed: readonly WeighedStatement[];
}

/** Checks the access key, then the user, then the policies of the key's owner. */
function checkCaller(text: TokenText, request: TokenRequest): BrokenRule | Weighed {
  const { aws } = request;
  const credential = aws.credentials.get(readScope(text)[0] ?? '');
  if (!credential) return broken('key-unknown', 'Its access key does not exist.');
  const brokenKey = checkKey(text, credential, request);
  if (brokenKey) return brokenKey;
  const user = findUser(request);
  if ('rule' in user) return user;
  if (user.authentication.type !== 'iam') {
    return broken('user-type', `User ${user.id} does not authenticate with IAM.`);
  }
  return checkPolicies(request, credential, user);
}

/** Checks that the owner of the access key signed the token. */
function checkKey(
  text: TokenText,
  credential: Credential,
  { aws, nowMs }: TokenRequest,
): BrokenRule | undefined {
  const { expiresAtMs, sessionToken = '', secretAccessKey } = credential;
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
    return broken('key-expired', 'The session of its access key has expired.');
  }
  const given = text.parameters.get('X-Amz-Security-Token') ?? '';
  const refusesEmpty = aws.assumes('empty-session-token', 'refused');
  if (refusesEmpty && given === '' && text.parameters.has('X-Amz-Security-Token')) {
    return broken('session-token', 'Its session token is empty.');
  }
  if (!isSameSecret(given, sessionToken)) {
    const found = given === '' ? 'It has no session token' : 'Its session token is wrong';
    return broken('session-token', `${found} for its access key.`);
  }
  if (isSignedWith(text, secretAccessKey)) return undefined;
  return broken('signature', 'Its signature does not match its values and its access key.');
}

/** Checks `elasticache:Connect` on the ARN of the cache and on the ARN of the user (F4.6). */
function checkPolicies(
  { aws, cache, nowMs }: TokenRequest,
  { principal }: Credential,
  user: CacheUser,
): BrokenRule | Weighed {
  const weighed: WeighedStatement[] = [];
  const keys = findNetworkKeys(aws, principal);
  const wanted = [
    { rule: 'policy-cache', arn: cache.arn },
    { rule: 'policy-user', arn: user.arn },
  ] as const;
  for (const { rule, arn } of wanted) {
    const decision = decide({
      aws,
      principal,
      action: 'elasticache:Connect',
      resources: [arn],
      nowMs,
      keys,
    });
    weighed.push(...decision.weighed);
    if (!decision.allowed) return { rule, detail: decision.reason, weighed };
  }
  return { weighed };
}

function broken(rule: TokenRule, detail: string): BrokenRule {
  return { rule, detail };
}

/** Returns access key, date, Region, service and the ending. */
function readScope(text: TokenText): string[] {
  return read(text, 'X-Amz-Credential').split('/');
}

function read({ parameters }: TokenText, name: string): string {
  return parameters.get(name) ?? '';
}

/** Parses `20250101T000000Z` into milliseconds since the epoch. */
function toTime(date: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  // JavaScript reads 30 February as a day in March.
  return time.toISOString() === text ? time.getTime() : undefined;
}
