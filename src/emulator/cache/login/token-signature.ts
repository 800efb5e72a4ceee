import { encodeStrictly } from '../../wire/percent-encoding.js';
import { isSameSecret, signCanonicalRequest, toSha256 } from '../../wire/sigv4.js';
import type { TokenText } from './token-text.js';

const EMPTY_BODY = toSha256('');

/** Whether the token's SigV4 signature was made with this secret key. */
export function isSignedWith(text: TokenText, secretAccessKey: string): boolean {
  const { parameters } = text;
  const [, date = '', region = '', service = ''] = (parameters.get('X-Amz-Credential') ?? '').split(
    '/',
  );
  const request = [
    'GET',
    text.path,
    toCanonicalQuery(parameters),
    `host:${text.host}\n`,
    'host',
    EMPTY_BODY,
  ].join('\n');
  const signature = signCanonicalRequest(request, {
    scope: { date, region, service },
    time: parameters.get('X-Amz-Date') ?? '',
    secretAccessKey,
  });
  return isSameSecret(signature, parameters.get('X-Amz-Signature') ?? '');
}

function toCanonicalQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
}
