import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Date, region and service for which a SigV4 signature is valid. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Returns the SHA-256 in hex. */
export function toSha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * Signs a canonical request with SigV4. Returns the signature in hex ("Create a signed AWS API request", IAM
 * User Guide).
 */
export function signCanonicalRequest(
  canonicalRequest: string,
  facts: {
    readonly scope: CredentialScope;
    /** `YYYYMMDDTHHMMSSZ`. */
    readonly time: string;
    readonly secretAccessKey: string;
  },
): string {
  const { date, region, service } = facts.scope;
  const scope = [date, region, service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', facts.time, scope.join('/'), toSha256(canonicalRequest)];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${facts.secretAccessKey}`);
  return hmac(key, text.join('\n')).toString('hex');
}

/** Compares secrets in constant time. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
