import { createHash, createHmac } from 'node:crypto';
import type { Keys } from '../target.js';

/** The values of a token. */
export interface TokenValues {
  readonly cacheName: string;
  readonly userId: string;
  readonly region: string;
  readonly nowMs: number;
  /** Parameters that differ from those of a right token. Null: left out. */
  readonly odd?: Readonly<Record<string, string | null>> | undefined;
}

/**
 * Signs a token that may have parameters that no signer writes. Its signature is valid, so only the rule about the
 * odd parameter can refuse it.
 */
export function signOddToken(
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
  { cacheName, userId, region, nowMs, odd = {} }: TokenValues,
): string {
  const date = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), region, 'elasticache', 'aws4_request'];
  const parameters: Record<string, string | null> = {
    Action: 'connect',
    User: userId,
    ResourceType: 'ServerlessCache',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
    'X-Amz-Date': date,
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Security-Token': sessionToken ?? null,
    ...odd,
  };
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === null ? [] : [`${encode(name)}=${encode(value)}`]))
    .sort()
    .join('&');
  const request = ['GET', '/', query, `host:${cacheName}\n`, 'host', hash('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(request)].join('\n');
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return `${cacheName}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Uint8Array, text: string) {
  return createHmac('sha256', key).update(text).digest();
}

/** Encodes as RFC 3986 says, which SigV4 requires. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
