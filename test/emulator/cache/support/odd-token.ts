import { createHash, createHmac } from 'node:crypto';
import type { Credential } from '../../../../src/emulator/state/credentials.js';
import { REGION } from './account.js';
import { QUERY } from './token.js';

/**
 * Signs a token with parameters that no SDK writes. `odd` replaces or adds parameters before signing, so the
 * signature is valid and only the rule about the parameter can refuse the token.
 */
export function signOddToken(
  { accessKeyId, secretAccessKey, sessionToken }: Credential,
  odd: Readonly<Record<string, string>>,
): string {
  const { 'X-Amz-Date': date = '' } = odd;
  const scope = [date.slice(0, 8), REGION, 'elasticache', 'aws4_request'];
  const parameters = {
    ...QUERY,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    ...odd,
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const request = ['GET', '/', query, 'host:cache-01\n', 'host', hash('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(request)].join('\n');
  const hmac = (key: string | Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest();
  const signature = hmac(
    scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`) as Buffer,
    toSign,
  );
  return `cache-01/?${query}&X-Amz-Signature=${signature.toString('hex')}`;
}
