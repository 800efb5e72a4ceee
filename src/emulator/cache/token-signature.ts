import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { TokenText } from './token-text.js';

const EMPTY_BODY = createHash('sha256').update('').digest('hex');

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
  const toSign = [
    'AWS4-HMAC-SHA256',
    parameters.get('X-Amz-Date'),
    `${date}/${region}/${service}/aws4_request`,
    createHash('sha256').update(request).digest('hex'),
  ].join('\n');
  const scope = [date, region, service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return isEqual(hmac(key, toSign).toString('hex'), parameters.get('X-Amz-Signature') ?? '');
}

/** Compares secrets in a time that does not depend on them. */
export function isEqual(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function toCanonicalQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: `encodeURIComponent` leaves five characters too many as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
