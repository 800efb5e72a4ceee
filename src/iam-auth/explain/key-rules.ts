import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Finding, fails, holds, isOpen } from './finding.js';
import { toShownKeyId } from './redact.js';
import { readScope } from './scope-rules.js';
import { toSeconds, toTimeMs } from './time-rules.js';
import type { TokenParts } from './token-parts.js';

/** Credentials that may be those that the token was signed with. */
export interface KnownCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When a temporary session ends. */
  readonly expiration?: Date | undefined;
}

export interface KeyFacts {
  readonly credentials?: KnownCredentials | undefined;
  readonly nowMs: number;
}

/** A SigV4 presigned URL lives a week at most: the signer refuses more. */
const LONGEST_SIGNABLE_SECONDS = 604_800;

/** Whether who has the key signed it; without the secret of that very key only what the token itself shows. */
export async function explainKey(parts: TokenParts, facts: KeyFacts): Promise<Finding[]> {
  const { keyId } = readScope(parts.parameters);
  const { credentials } = facts;
  const sessionToken = parts.parameters.get('X-Amz-Security-Token');
  if (keyId === '' || credentials?.accessKeyId !== keyId) {
    return [explainSessionForm(keyId, sessionToken), toUnknownSignature(keyId, credentials)];
  }
  return [
    ...explainExpiration(credentials.expiration, facts.nowMs),
    explainSession(sessionToken, credentials.sessionToken ?? ''),
    await explainSignature(parts, credentials.secretAccessKey),
  ];
}

const LEAVE_IT_OUT = 'Leave X-Amz-Security-Token out where the credentials have no session token.';
const SIGN_IT_IN =
  'Sign X-Amz-Security-Token with the rest: give the signer the session token of the same credentials.';

/** Key ids that begin with ASIA are temporary, with AKIA they are not (IAM guide, "Unique identifiers"). */
function explainSessionForm(keyId: string, sessionToken: string | undefined): Finding {
  const rule = 'session-token';
  if (sessionToken === '') return toEmptySession(keyId.startsWith('ASIA'));
  if (keyId.startsWith('ASIA') && sessionToken === undefined) {
    const message = 'Its access key is a temporary one, but it has no session token.';
    return fails(rule, message, SIGN_IT_IN);
  }
  if (keyId.startsWith('AKIA') && sessionToken !== undefined) {
    return fails(
      rule,
      'Its access key is a long-term one, but it has a session token.',
      'Take access key, secret and session token from the same credentials.',
    );
  }
  const message =
    sessionToken === undefined ? 'It has no session token.' : 'It has a session token.';
  return isOpen(rule, message, 'Only with the credentials of its key can this be compared.');
}

function toEmptySession(isNeeded: boolean): Finding {
  const remedy = isNeeded ? SIGN_IT_IN : LEAVE_IT_OUT;
  return fails('session-token', 'It has a session token that is empty.', remedy);
}

function toUnknownSignature(keyId: string, credentials: KnownCredentials | undefined): Finding {
  const why = credentials
    ? `It is signed with the key ${toShownKeyId(keyId)}; at hand is ${toShownKeyId(credentials.accessKeyId)}.`
    : `The secret of its key ${toShownKeyId(keyId)} is not at hand.`;
  return isOpen(
    'signature',
    `${why} An altered token or a wrong secret would not be seen.`,
    'Explain it where the credentials are that signed it.',
  );
}

function explainExpiration(expiration: Date | undefined, nowMs: number): Finding[] {
  if (!expiration) return [];
  const until = expiration.toISOString();
  if (expiration.getTime() > nowMs) {
    return [holds('key-expired', `The session of its key lasts until ${until}.`)];
  }
  return [
    fails(
      'key-expired',
      `The session of its key ended at ${until}, and the token with it.`,
      'Renew the credentials before signing: a token lives no longer than they do.',
    ),
  ];
}

function explainSession(given: string | undefined, wanted: string): Finding {
  const rule = 'session-token';
  if (given === '') return toEmptySession(wanted !== '');
  if (isSame(given ?? '', wanted)) {
    const message = wanted === '' ? 'Its key needs no session token.' : 'It has the session token.';
    return holds(rule, message);
  }
  if (given === undefined) {
    return fails(rule, 'The session token of its key is missing.', SIGN_IT_IN);
  }
  return fails(rule, 'Its session token is not that of its key.', SIGN_IT_IN);
}

async function explainSignature(parts: TokenParts, secretAccessKey: string): Promise<Finding> {
  const rule = 'signature';
  const expected = await sign(parts, secretAccessKey);
  if (expected === undefined) {
    return isOpen(
      rule,
      'What it says of its date, life, path, headers or session token cannot be signed, so its signature cannot be compared.',
      'Mend the other rules first.',
    );
  }
  if (isSame(expected, parts.parameters.get('X-Amz-Signature') ?? '')) {
    return holds(rule, 'Its signature is that of its key.');
  }
  return fails(
    rule,
    'Its signature does not fit: it was changed after signing, or signed with another secret.',
    'Change nothing after signing (no parameter, no case, no encoding); check the secret access key. The hash of the body is that of the empty text, not UNSIGNED-PAYLOAD.',
  );
}

/** The parameters that the signer puts in itself. */
const SIGNER_WRITES: readonly string[] = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
];

/** The signature that AWS's own signer makes of the same words; undefined where they cannot be signed. */
async function sign(
  { host, path, parameters }: TokenParts,
  secretAccessKey: string,
): Promise<string | undefined> {
  const { keyId, region, service, isWhole } = readScope(parameters);
  const signedAtMs = toTimeMs(parameters.get('X-Amz-Date') ?? '');
  const expiresIn = toSeconds(parameters.get('X-Amz-Expires'));
  const areHeadersSignable = parameters.get('X-Amz-SignedHeaders') === 'host';
  if (!isWhole || signedAtMs === undefined || expiresIn === undefined || !areHeadersSignable) {
    return undefined;
  }
  if (path !== '/' || expiresIn > LONGEST_SIGNABLE_SECONDS) return undefined;
  const sessionToken = parameters.get('X-Amz-Security-Token');
  if (sessionToken === '') return undefined; // The signer would leave it out.
  const signer = new SignatureV4({
    credentials: {
      accessKeyId: keyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    },
    ...{ region, service, sha256: Sha256 },
  });
  const own = [...parameters].filter(([name]) => !SIGNER_WRITES.includes(name));
  if (own.some(([name]) => /^x-amz-/i.test(name))) return undefined;
  const signed = await signer.presign(
    {
      ...{ method: 'GET', protocol: 'https:', hostname: host, path, headers: { host } },
      query: Object.fromEntries(own),
    },
    { expiresIn, signingDate: new Date(signedAtMs) },
  );
  return String(signed.query?.['X-Amz-Signature']);
}

/** In a time that does not depend on the secrets. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
