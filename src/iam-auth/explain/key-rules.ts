import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Finding, fails, holds, isOpen } from './finding.js';
import { toShownKeyId } from './redact.js';
import { readScope } from './scope-rules.js';
import { toSeconds, toTimeMs } from './time-rules.js';
import type { TokenParts } from './token-parts.js';

/** Credentials that may have signed the token. */
export interface KnownCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** The time when a temporary session ends. */
  readonly expiration?: Date | undefined;
}

export interface KeyFacts {
  readonly credentials?: KnownCredentials | undefined;
  readonly nowMs: number;
}

/** The signer refuses to presign a URL for longer than a week. */
const LONGEST_SIGNABLE_SECONDS = 604_800;

/** Checks session token and signature. Without the secret of the token's key, it checks only the form. */
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

const OMIT_SESSION_TOKEN = 'Omit X-Amz-Security-Token if the credentials have no session token.';
const SIGN_SESSION_TOKEN =
  'Give the signer the session token of the same credentials. It then signs X-Amz-Security-Token.';

/** Ids of temporary keys begin with ASIA, ids of long-term keys with AKIA (IAM guide, "Unique identifiers"). */
function explainSessionForm(keyId: string, sessionToken: string | undefined): Finding {
  const rule = 'session-token';
  if (sessionToken === '') return toEmptySession(keyId.startsWith('ASIA'));
  if (keyId.startsWith('ASIA') && sessionToken === undefined) {
    const message = 'The token is signed with a temporary access key, but has no session token.';
    return fails(rule, message, SIGN_SESSION_TOKEN);
  }
  if (keyId.startsWith('AKIA') && sessionToken !== undefined) {
    return fails(
      rule,
      'The token is signed with a long-term access key, but has a session token.',
      'Take the access key, the secret and the session token from the same credentials.',
    );
  }
  const message =
    sessionToken === undefined
      ? 'The token has no session token.'
      : 'The token has a session token.';
  return isOpen(rule, message, 'Run explain with the credentials of its key to compare this.');
}

function toEmptySession(isNeeded: boolean): Finding {
  const remedy = isNeeded ? SIGN_SESSION_TOKEN : OMIT_SESSION_TOKEN;
  return fails('session-token', "The token's session token is empty.", remedy);
}

function toUnknownSignature(keyId: string, credentials: KnownCredentials | undefined): Finding {
  const why = credentials
    ? `The token is signed with the key ${toShownKeyId(keyId)}, but the current credentials have the key ${toShownKeyId(credentials.accessKeyId)}.`
    : `The secret of the token's key ${toShownKeyId(keyId)} is not known here.`;
  return isOpen(
    'signature',
    `${why} This check cannot detect an altered token or a wrong secret.`,
    'Run explain with the credentials that signed the token.',
  );
}

function explainExpiration(expiration: Date | undefined, nowMs: number): Finding[] {
  if (!expiration) return [];
  const until = expiration.toISOString();
  if (expiration.getTime() > nowMs) {
    return [holds('key-expired', `The session of the token's key lasts until ${until}.`)];
  }
  return [
    fails(
      'key-expired',
      `The session of the token's key ended at ${until}, and the token expired with it.`,
      'Renew the credentials before signing. A token expires with its credentials.',
    ),
  ];
}

function explainSession(given: string | undefined, wanted: string): Finding {
  const rule = 'session-token';
  if (given === '') return toEmptySession(wanted !== '');
  if (isSame(given ?? '', wanted)) {
    const message =
      wanted === ''
        ? "The token's key needs no session token."
        : 'The token has the session token of its key.';
    return holds(rule, message);
  }
  if (given === undefined) {
    return fails(rule, 'The token lacks the session token of its key.', SIGN_SESSION_TOKEN);
  }
  return fails(rule, 'The token has the session token of another key.', SIGN_SESSION_TOKEN);
}

async function explainSignature(parts: TokenParts, secretAccessKey: string): Promise<Finding> {
  const rule = 'signature';
  const expected = await sign(parts, secretAccessKey);
  if (expected === undefined) {
    return isOpen(
      rule,
      'A signer cannot sign the date, lifetime, path, headers or session token of this token, so its signature cannot be compared.',
      'Fix the other rules first.',
    );
  }
  if (isSame(expected, parts.parameters.get('X-Amz-Signature') ?? '')) {
    return holds(rule, 'The signature matches the key.');
  }
  return fails(
    rule,
    'The signature does not match: the token was changed after signing, or signed with another secret.',
    'Change nothing after signing, including letter case and encoding, and check the secret access key. Sign the payload hash of the empty string, not UNSIGNED-PAYLOAD.',
  );
}

/** The parameters that the signer adds itself. */
const SIGNER_WRITES: readonly string[] = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
];

/** Signs the token's parameters again with AWS's signer. Returns undefined if they cannot be signed. */
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
  if (sessionToken === '') return undefined; // The signer would omit it.
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

/** Compares two texts in a time that does not depend on their content. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
