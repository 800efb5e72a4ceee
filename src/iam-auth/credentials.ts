import { IamAuthError } from './error.js';

/** AWS credentials; every AWS SDK v3 credential object fits. */
export interface IamCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When they end; a token that they signed ends with them. */
  readonly expiration?: Date | undefined;
}

/**
 * Credentials, or a function that finds the current ones; every AWS SDK v3 credential provider fits. `forceRefresh`
 * asks it for newer ones than it has at hand.
 */
export type IamCredentialSource =
  | IamCredentials
  | ((options?: { forceRefresh?: boolean }) => Promise<IamCredentials>);

/** Credentials that end before a token of 15 minutes would are renewed first, as @aws-sdk/rds-signer does. */
const ENOUGH_MS = 900_000;
/** A source that could not do better is not asked to at every token: a role that is assumed anew costs a call to STS. */
const ASK_AGAIN_MS = 60_000;

/**
 * The function that reads the source: it asks for a renewal when less than 15 minutes are left, and takes what lasts
 * longer. Throws `IamAuthError` when there are none, when they cannot be read, and when they have expired.
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

/** When credentials end, in milliseconds since the epoch; `Infinity` for those that do not say. */
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
    // The provider's own words may hold more than a log should: they stay in `cause`.
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
      'There are no AWS credentials to sign the token with: an access key id and a secret access key are needed.',
    );
  }
  if (expiration && expiration.getTime() <= nowMs) {
    throw new IamAuthError(
      'CredentialsExpired',
      `The AWS credentials ended at ${expiration.toISOString()}, and their source has no newer ones. Check the machine's clock, then the source: \`aws sso login\`, the role, the profile.`,
    );
  }
  return credentials;
}
