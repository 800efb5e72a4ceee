import type { Credential } from '../../state/credentials.js';
import { type CredentialScope, isSameSecret, toSha256 } from '../../wire/sigv4.js';
import type { RequestHead, WireRequest } from '../../wire/wire-protocol.js';
import { computeSignature } from './canonical.js';

/** What a request claims about its signature; nothing is verified. */
export interface ClaimedSignature {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Why a signature is refused. Each protocol has its own codes for these. */
export type SignatureFailure =
  | 'missing'
  | 'incomplete'
  | 'unknown-key'
  | 'mismatch'
  | 'date'
  | 'expired-session';

export type SignatureResult =
  | { readonly ok: true; readonly credential: Credential }
  | { readonly ok: false; readonly failure: SignatureFailure; readonly message: string };

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^\s,/]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const TIME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;
/** AWS's limit for the difference between its clock and the signer's (F7.10). */
const MAX_SKEW_MS = 5 * 60_000;

/** Parses the signature in an `Authorization` header. Returns undefined if there is none, or if it is malformed. */
export function parseAuthorization(header: string | undefined): ClaimedSignature | undefined {
  const match = AUTHORIZATION.exec(header ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] =
    match;
  return {
    accessKeyId,
    scope: { date, region, service },
    signedHeaders: names.split(';'),
    signature,
  };
}

interface KnownKeys {
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly nowMs: number;
}

/** Verifies a request's SigV4 signature against the known keys at `nowMs`. */
export function verifySignature(request: WireRequest, keys: KnownKeys): SignatureResult {
  const claim = findClaim(request, keys);
  if (!claim.ok) return claim;
  const announced = request.headers['x-amz-content-sha256'];
  const bodyHash = toSha256(request.body);
  if (announced !== undefined && announced !== bodyHash) return refused('mismatch', MISMATCH);
  return verifyHash(request, { ...claim, bodyHash });
}

/**
 * Verifies as much as the head shows before the body is read. If the head announces the hash of the body, this
 * includes the signature.
 */
export function verifyHead(request: RequestHead, keys: KnownKeys): SignatureResult {
  const found = findClaim(request, keys);
  const bodyHash = request.headers['x-amz-content-sha256'];
  if (!found.ok || bodyHash === undefined) return found;
  return verifyHash(request, { ...found, bodyHash });
}

type ClaimResult =
  | { readonly ok: true; readonly credential: Credential; readonly claim: ClaimedSignature }
  | Extract<SignatureResult, { ok: false }>;

/** Finds the key that a head names, and checks that the head is complete and current. */
function findClaim(request: RequestHead, { credentials, nowMs }: KnownKeys): ClaimResult {
  const { authorization } = request.headers;
  if (!authorization) return refused('missing', 'Request is missing Authentication Token');
  const claim = parseAuthorization(authorization);
  if (!claim || !REGION.test(claim.scope.region)) {
    return refused(
      'incomplete',
      'The Authorization header is not a complete AWS4-HMAC-SHA256 signature.',
    );
  }
  const credential = credentials.get(claim.accessKeyId);
  if (!credential || !isSessionToken(request, credential)) {
    return refused('unknown-key', 'The security token included in the request is invalid.');
  }
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= nowMs) {
    return refused('expired-session', 'The security token included in the request is expired');
  }
  const problem = findDateProblem(request, claim, nowMs);
  if (problem) return refused('date', problem);
  const unsigned = findUnsignedHeader(request, claim.signedHeaders);
  if (unsigned) {
    return refused('mismatch', `The header ${unsigned} must be signed and is not.`);
  }
  return { ok: true, credential, claim };
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

function isSessionToken(request: RequestHead, credential: Credential): boolean {
  const given = request.headers['x-amz-security-token'] ?? '';
  return isSameSecret(given, credential.sessionToken ?? '');
}

function findDateProblem(
  request: RequestHead,
  claim: ClaimedSignature,
  nowMs: number,
): string | undefined {
  const time = request.headers['x-amz-date'] ?? '';
  const parts = TIME.exec(time);
  if (!parts) return 'The x-amz-date header must be a time such as 20250101T000000Z.';
  if (!time.startsWith(claim.scope.date)) {
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.scope.date}' != '${time.slice(0, 8)}', from '${time}'.`;
  }
  const [year, month, ...rest] = parts.slice(1).map(Number);
  const [day, hour, minute, second] = rest;
  const signedMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (signedMs < nowMs - MAX_SKEW_MS) {
    const limit = toTime(nowMs - MAX_SKEW_MS);
    return `Signature expired: ${time} is now earlier than ${limit} (${toTime(nowMs)} - 5 min.)`;
  }
  if (signedMs <= nowMs + MAX_SKEW_MS) return undefined;
  const limit = toTime(nowMs + MAX_SKEW_MS);
  return `Signature not yet current: ${time} is still later than ${limit} (${toTime(nowMs)} + 5 min.)`;
}

/** Finds a header that must be signed and is not. `host` and `x-amz-` headers change the meaning of a request. */
function findUnsignedHeader(request: RequestHead, signed: readonly string[]): string | undefined {
  const needed = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  return ['host', ...needed].find((name) => !signed.includes(name));
}

/** Compares the signature with the key's signature for a body with this hash. */
function verifyHash(
  request: RequestHead,
  { claim, credential, bodyHash }: Extract<ClaimResult, { ok: true }> & { bodyHash: string },
): SignatureResult {
  const computed = computeSignature(request, {
    scope: claim.scope,
    time: request.headers['x-amz-date'] ?? '',
    signedHeaders: claim.signedHeaders,
    secretAccessKey: credential.secretAccessKey,
    bodyHash,
  });
  return computed !== undefined && isSameSecret(computed, claim.signature)
    ? { ok: true, credential }
    : refused('mismatch', MISMATCH);
}

function toTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function refused(
  failure: SignatureFailure,
  message: string,
): Extract<SignatureResult, { ok: false }> {
  return { ok: false, failure, message };
}
