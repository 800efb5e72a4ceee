import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credential } from '../../../../src/emulator/state/credentials.js';
import { ADMINISTRATOR, REGION } from './account.js';

/** The parameters of an unsigned token. */
export const QUERY = { Action: 'connect', User: 'iam-user-01', ResourceType: 'ServerlessCache' };

/** The parts of a token. With the defaults, `cache-01` accepts the token from `iam-user-01`. */
export interface TokenParts {
  readonly credential?: Credential;
  readonly host?: string;
  readonly path?: string;
  /** The user of the token; `query` replaces all parameters. */
  readonly user?: string;
  readonly query?: Record<string, string>;
  readonly region?: string;
  readonly service?: string;
  readonly signedAtMs?: number;
  readonly expiresIn?: number;
}

/** Signs a token with the SDK's own signer. */
export async function signToken(parts: TokenParts = {}): Promise<string> {
  const { credential = ADMINISTRATOR, host = 'cache-01', path = '/' } = parts;
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    region: parts.region ?? REGION,
    service: parts.service ?? 'elasticache',
    sha256: Sha256,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path,
      query: parts.query ?? { ...QUERY, User: parts.user ?? QUERY.User },
      headers: { host },
    },
    { expiresIn: parts.expiresIn ?? 900, signingDate: new Date(parts.signedAtMs ?? Date.now()) },
  );
  const encode = (text: unknown): string =>
    encodeURIComponent(String(text)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const text = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${name}=${encode(value)}`,
  );
  return `${host}${path}?${text.join('&')}`;
}
