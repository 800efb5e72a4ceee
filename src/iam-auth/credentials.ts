import { IamAuthError } from './error.js';

/** AWS credentials. Every credential object of the AWS SDK v3 has this shape. */
export interface IamCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** The time when the credentials expire. The tokens that they signed expire at the same time (F4.3). */
  readonly expiration?: Date | undefined;
}

/**
 * Credentials, or a function that returns the current ones, such as any credential provider of the AWS SDK v3.
 * `forceRefresh` asks the function to renew credentials that it has cached.
 */
export type IamCredentialSource =
  | IamCredentials
  | ((options?: { forceRefresh?: boolean }) => Promise<IamCredentials>);

/** Credentials with less time left are renewed before signing, because a token is valid for 15 minutes (F4.3). */
const ENOUGH_MS = 900_000;
/** The shortest time between two renewals, because each of them can be a call to STS. */
const ASK_AGAIN_MS = 60_000;

/**
 * Creates a function that reads the credentials. With less than 15 minutes left, the function asks the source for a
 * renewal and returns the credentials that expire later. It throws `IamAuthError` when credentials are missing, cannot
 * be read or have expired.
 */
export function createCredentialReader(
  source: IamCredentialSource,
  now: () => number,
): () => Promise<IamCredentials> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (typeof source !== 'function') return check(source, now());
    const current = await read(source);
    if (toEnd(current) - now() >= ENOUGH_MS || now() - askedAtMs < ASK_AGAIN_MS) {
      return check(current, now());
    }
    askedAtMs = now();
    const renewed = await read(source, { forceRefresh: true }).catch(() => current);
    return check(toEnd(renewed) >= toEnd(current) ? renewed : current, now());
  };
}

/** Returns when the credentials expire, in milliseconds since the epoch, or `Infinity` without an expiration. */
export function toEnd({ expiration }: IamCredentials): number {
  return expiration?.getTime() ?? Number.POSITIVE_INFINITY;
}

async function read(
  source: Exclude<IamCredentialSource, IamCredentials>,
  options?: { forceRefresh: true },
): Promise<IamCredentials> {
  try {
    return await source(options);
  } catch (cause) {
    // The provider's message may contain secrets, so it stays in `cause`.
    throw new IamAuthError('CredentialsMissing', 'The AWS credentials could not be read.', {
      cause,
    });
  }
}

function check(credentials: IamCredentials, nowMs: number): IamCredentials {
  const { accessKeyId, secretAccessKey, expiration } = credentials;
  if (!accessKeyId || !secretAccessKey) {
    throw new IamAuthError(
      'CredentialsMissing',
      'There are no AWS credentials to sign the token. Provide an access key id and a secret access key.',
    );
  }
  if (expiration && expiration.getTime() <= nowMs) {
    throw new IamAuthError(
      'CredentialsExpired',
      `The AWS credentials expired at ${expiration.toISOString()}, and their source has no newer ones. Check the machine's clock, then the source: run \`aws sso login\`, or check the role or the profile.`,
    );
  }
  return credentials;
}
