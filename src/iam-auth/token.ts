import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { IamAuthError } from './error.js';
import { toSignedCacheName, toSignedUserId } from './names.js';

/** ElastiCache accepts a token for at most 15 minutes (AUTH-IAM in the ElastiCache guide). */
export const MAX_TOKEN_SECONDS = 900;

const SIGNING_SERVICE = 'elasticache';

/** AWS credentials; every AWS SDK v3 credential object fits. */
export interface IamCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Credentials, or a function that finds the current ones; every AWS SDK v3 credential provider fits. */
export type IamCredentialSource = IamCredentials | (() => Promise<IamCredentials>);

export interface IamAuthTokenOptions {
  /** Name of the serverless cache (or id of the replication group), not its endpoint; any case. */
  readonly cacheName: string;
  /** The ElastiCache user, which is also the user name of AUTH; any case. */
  readonly userId: string;
  readonly region: string;
  readonly credentials: IamCredentialSource;
  /** Whether the cache is serverless (the default) or node-based. */
  readonly serverless?: boolean;
  /** Life of the token, 1 to 900 seconds; 900 if not given. */
  readonly expiresInSeconds?: number;
  /** Milliseconds since the epoch; the machine's clock if not given. */
  readonly now?: () => number;
}

/**
 * Signs an IAM authentication token, the password of AUTH. It is signed here, without a call to AWS.
 * Throws `IamAuthError` for a name that AWS would refuse, a life out of range or missing credentials.
 */
export async function createIamAuthToken(options: IamAuthTokenOptions): Promise<string> {
  const {
    region,
    serverless = true,
    expiresInSeconds = MAX_TOKEN_SECONDS,
    now = Date.now,
  } = options;
  const cacheName = toSignedCacheName(options.cacheName);
  const userId = toSignedUserId(options.userId);
  checkRegion(region);
  checkLife(expiresInSeconds);
  const credentials = await findCredentials(options.credentials);
  const signer = new SignatureV4({ service: SIGNING_SERVICE, region, credentials, sha256: Sha256 });
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
    { expiresIn: expiresInSeconds, signingDate: new Date(now()) },
  );
  return `${cacheName}/?${formatQuery(query)}`;
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

async function findCredentials(source: IamCredentialSource) {
  const { accessKeyId, secretAccessKey, sessionToken } = await readCredentials(source);
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  throw new IamAuthError(
    'CredentialsMissing',
    'There are no AWS credentials to sign the token with: an access key id and a secret access key are needed.',
  );
}

async function readCredentials(source: IamCredentialSource): Promise<IamCredentials> {
  if (typeof source !== 'function') return source;
  try {
    return await source();
  } catch (cause) {
    // The provider's own words may hold more than a log should: they stay in `cause`.
    throw new IamAuthError('CredentialsMissing', 'The AWS credentials could not be read.', {
      cause,
    });
  }
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
