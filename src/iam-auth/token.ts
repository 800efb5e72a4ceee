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

/** ElastiCache accepts a token for at most 15 minutes (AUTH-IAM in the ElastiCache guide). */
export const MAX_TOKEN_SECONDS = 900;

const SIGNING_SERVICE = 'elasticache';

/** Which cache a token is for: its name, never its endpoint; any case. */
export type IamAuthTarget =
  | {
      readonly cacheName: string;
      /** Whether the cache of that name is serverless (the default) or node-based. */
      readonly serverless?: boolean;
      readonly replicationGroupId?: undefined;
    }
  | {
      /** A node-based cache. */
      readonly replicationGroupId: string;
      readonly serverless?: false;
      readonly cacheName?: undefined;
    };

export type IamAuthTokenOptions = IamAuthTarget & {
  /** The ElastiCache user, which is also the user name of AUTH; any case. */
  readonly userId: string;
  readonly region: string;
  readonly credentials: IamCredentialSource;
  /** Life of the token, 1 to 900 seconds; 900 if not given. */
  readonly expiresInSeconds?: number;
  /** Milliseconds since the epoch; the machine's clock if not given. */
  readonly now?: () => number;
};

/** A token and its life. */
export interface SignedToken {
  /** A secret: the password of AUTH. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly signedAtMs: number;
  /** When it is no longer accepted: after its own life, or with the credentials that signed it. */
  readonly expiresAtMs: number;
}

/** What a token says, checked and as ElastiCache stores it. */
export interface TokenClaims {
  readonly cacheName: string;
  readonly userId: string;
  readonly region: string;
  readonly serverless: boolean;
  readonly expiresInSeconds: number;
}

/**
 * Signs an IAM authentication token, the password of AUTH. It is signed here, without a call to AWS.
 * Throws `IamAuthError` for a name that AWS would refuse, a life out of range, and missing or expired credentials.
 */
export async function createIamAuthToken(options: IamAuthTokenOptions): Promise<string> {
  return (await signIamAuthToken(options)).token;
}

/** As `createIamAuthToken`, and says when the token ends. */
export async function signIamAuthToken(options: IamAuthTokenOptions): Promise<SignedToken> {
  const { credentials, now = Date.now } = options;
  const claims = toClaims(options);
  return signToken(claims, await createCredentialReader(credentials, now)(), now());
}

/** Checks what a token is to say. Throws `IamAuthError` with the rule that is broken. */
export function toClaims(options: IamAuthTokenOptions): TokenClaims {
  const { cacheName, replicationGroupId, userId, region } = options;
  const { serverless = cacheName !== undefined, expiresInSeconds = MAX_TOKEN_SECONDS } = options;
  if ((cacheName === undefined) === (replicationGroupId === undefined)) {
    throw new IamAuthError('InvalidOption', 'Give either cacheName or replicationGroupId.');
  }
  if (replicationGroupId !== undefined && serverless) {
    throw new IamAuthError(
      'InvalidOption',
      'A replication group is not serverless: give cacheName instead of replicationGroupId.',
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

/** Signs at this time, in milliseconds since the epoch, with these credentials. */
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
      // The name of the cache, not the DNS name of its endpoint, is the host that ElastiCache verifies.
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
    'The region is missing or not valid: lower-case letters, digits and hyphens, such as us-east-1.',
  );
}

function checkLife(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TOKEN_SECONDS) return;
  throw new IamAuthError(
    'InvalidOption',
    `A token lives 1 to ${MAX_TOKEN_SECONDS} whole seconds, not ${seconds}.`,
  );
}

function formatQuery(query: Record<string, string | string[] | null>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(String(value))}`)
    .join('&');
}

/** RFC 3986: what SigV4 signs. `encodeURIComponent` leaves !'()* as they are, which would not match. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
