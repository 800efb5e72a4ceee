import { encodeStrictly, parsePairs } from '../../wire/percent-encoding.js';
import { type CredentialScope, signCanonicalRequest } from '../../wire/sigv4.js';
import type { RequestHead } from '../../wire/wire-protocol.js';

export interface SigningFacts {
  readonly scope: CredentialScope;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly secretAccessKey: string;
  /** SHA-256 of the body, in hex. */
  readonly bodyHash: string;
}

/**
 * Computes the SigV4 signature of a request, in hex ("Create a signed AWS API request", IAM User Guide).
 * Returns undefined if the query string is not encoded correctly.
 */
export function computeSignature(request: RequestHead, facts: SigningFacts): string | undefined {
  const canonical = toCanonicalRequest(request, facts);
  if (canonical === undefined) return undefined;
  return signCanonicalRequest(canonical, facts);
}

function toCanonicalRequest(
  request: RequestHead,
  { signedHeaders, bodyHash }: Pick<SigningFacts, 'signedHeaders' | 'bodyHash'>,
): string | undefined {
  const query = toCanonicalQuery(request.query);
  if (query === undefined) return undefined;
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    toCanonicalPath(request.path),
    query,
    headers.join(''),
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

/** Removes `.`, `..` and empty segments, and encodes the others once more, as all services except S3 do. */
function toCanonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeStrictly(segment));
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function toCanonicalQuery(query: string): string | undefined {
  const pairs = parsePairs(query, false);
  return pairs
    ?.map(([name, value]): [string, string] => [encodeStrictly(name), encodeStrictly(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
