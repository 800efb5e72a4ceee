import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import {
  createCredentialReader,
  type IamCredentialSource,
  type IamCredentials,
  toEnd,
} from './credentials.js';
import { IamAuthError } from './error.js';
import { toSignedCacheName, toSignedUserId } from './names.js';

/** The longest lifetime of a token, 15 minutes (F4.3). */
export const MAX_TOKEN_SECONDS = 900;

const SIGNING_SERVICE = 'elasticache';

/** The cache of a token, by name and not by endpoint. Upper case is allowed. */
export type IamAuthTarget =
  | {
      readonly cacheName: string;
      /** Whether this cache is serverless and not node-based. Default: true. */
      readonly serverless?: boolean;
      readonly replicationGroupId?: undefined;
    }
  | {
      /** The id of a node-based cache. */
      readonly replicationGroupId: string;
      readonly serverless?: false;
      readonly cacheName?: undefined;
    };

export type IamAuthTokenOptions = IamAuthTarget & {
  /** The id of the ElastiCache user, which is also the user name in AUTH. Upper case is allowed. */
  readonly userId: string;
  readonly region: string;
  readonly credentials: IamCredentialSource;
  /** The lifetime of the token in seconds, from 1 to 900. Default: 900. */
  readonly expiresInSeconds?: number;
  /** The time in milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
};

/** A token and its lifetime. */
export interface SignedToken {
  /** The password for AUTH, which is a secret. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly signedAtMs: number;
  /** Milliseconds since the epoch: when the token or the credentials that signed it expire (F4.3). */
  readonly expiresAtMs: number;
}

/** The checked content of a token, with names as ElastiCache stores them. */
export interface TokenClaims {
  readonly cacheName: string;
  readonly userId: string;
  readonly region: string;
  readonly serverless: boolean;
  readonly expiresInSeconds: number;
}

/**
 * Signs an IAM authentication token, which is the password for AUTH. This makes no call to AWS.
 * Throws `IamAuthError` for an invalid name, a lifetime out of range, and missing or expired credentials.
 */
export async function createIamAuthToken(options: IamAuthTokenOptions): Promise<string> {
  return (await signIamAuthToken(options)).token;
}

/** Signs a token as `createIamAuthToken` does, and returns it with its lifetime. */
export async function signIamAuthToken(options: IamAuthTokenOptions): Promise<SignedToken> {
  const { credentials, now = Date.now } = options;
  const claims = toClaims(options);
  return signToken(claims, await createCredentialReader(credentials, now)(), now());
}

/** Checks the options of a token and returns its content. Throws `IamAuthError` for an invalid option. */
export function toClaims(options: IamAuthTokenOptions): TokenClaims {
  const { cacheName, replicationGroupId, userId, region } = options;
  const { serverless = cacheName !== undefined, expiresInSeconds = MAX_TOKEN_SECONDS } = options;
  if ((cacheName === undefined) === (replicationGroupId === undefined)) {
    throw new IamAuthError('InvalidOption', 'Give either cacheName or replicationGroupId.');
  }
  if (replicationGroupId !== undefined && serverless) {
    throw new IamAuthError(
      'InvalidOption',
      'A replication group is not serverless. Give cacheName instead of replicationGroupId.',
    );
  }
  checkRegion(region);
  checkLife(expiresInSeconds);
  return {
    cacheName: toSignedCacheName(cacheName ?? replicationGroupId ?? ''),
    userId: toSignedUserId(userId),
    ...{ region, serverless, expiresInSeconds },
  };
}

/** Presigns a GET request and returns it without its scheme (F4.1). `nowMs` is in milliseconds since the epoch. */
export async function signToken(
  { cacheName, userId, region, serverless, expiresInSeconds }: TokenClaims,
  credentials: IamCredentials,
  nowMs: number,
): Promise<SignedToken> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    service: SIGNING_SERVICE,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256,
  });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      // ElastiCache verifies the name of the cache as the host, not the DNS name of its endpoint.
      hostname: cacheName,
      path: '/',
      headers: { host: cacheName },
      query: {
        Action: 'connect',
        User: userId,
        ...(serverless && { ResourceType: 'ServerlessCache' }),
      },
    },
    { expiresIn: expiresInSeconds, signingDate: new Date(nowMs) },
  );
  return {
    token: `${cacheName}/?${formatQuery(query)}`,
    signedAtMs: nowMs,
    expiresAtMs: Math.min(nowMs + expiresInSeconds * 1_000, toEnd(credentials)),
  };
}

function checkRegion(region: string): void {
  if (/^[a-z0-9-]+$/.test(region)) return;
  throw new IamAuthError(
    'InvalidOption',
    'The region is missing or not valid. Give a region such as us-east-1.',
  );
}

function checkLife(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TOKEN_SECONDS) return;
  throw new IamAuthError(
    'InvalidOption',
    `The lifetime of a token must be 1 to ${MAX_TOKEN_SECONDS} whole seconds, not ${seconds}.`,
  );
}

function formatQuery(query: Record<string, string | string[] | null>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(String(value))}`)
    .join('&');
}

/** Encodes as RFC 3986 says, which SigV4 requires. `encodeURIComponent` does not encode !'()*. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
