import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { LabError } from '../../errors.js';
import { repeatWhileUnavailable } from '../../iam-auth/back-off.js';
import { openConnection } from '../../iam-auth/connection.js';
import { IamAuthError } from '../../iam-auth/error.js';
import { toSignedUserId } from '../../iam-auth/names.js';
import { IamAuthTokenProvider } from '../../iam-auth/token-provider.js';
import type { Session } from '../../session/session.js';
import type { Endpoint } from '../results.js';
import { findCacheEndpoint } from './find-cache.js';

/** What a connection from this machine to the lab's cache needs. */
export interface CacheLogin {
  readonly endpoint: Endpoint;
  readonly cacheName: string;
  readonly userId: string;
  readonly tokens: IamAuthTokenProvider;
  /** Certificate authorities (PEM) to trust instead of Node's; only for the local endpoint. */
  readonly ca: string | undefined;
}

/**
 * Finds the cache, and prepares IAM logins of a user of it.
 * @throws LabError RESOURCE_MISSING, RESOURCE_FAILED, FOREIGN_RESOURCE, CREDENTIALS_MISSING
 */
export async function createLogin(session: Session, user: string | undefined): Promise<CacheLogin> {
  const { config, target } = session;
  const { cache: cacheName, iamUser } = config.names;
  const { region, credentials } = target.access;
  const endpoint = await findCacheEndpoint(session);
  const userId = user ?? iamUser;
  const tokens = new IamAuthTokenProvider({ cacheName, userId, region, credentials });
  const ca = target.caFile && (await readFile(target.caFile, 'utf8'));
  return { endpoint, cacheName, userId: tokens.userId, tokens, ca };
}

/** Refuses the value of --user before any call. @throws LabError CONFIG_INVALID */
export function refuseBadUser(user: string | undefined): void {
  if (user === undefined) return;
  try {
    toSignedUserId(user);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('CONFIG_INVALID', `--user: ${detail}`, { cause });
  }
}

/** Opens a connection to the cache and logs in. The caller destroys it. Throws `IamAuthError`. */
export function openLogin(
  { endpoint, tokens, ca }: Pick<CacheLogin, 'endpoint' | 'tokens' | 'ca'>,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return repeatWhileUnavailable(() => {
    signal.throwIfAborted();
    return openConnection({
      ...{ host: endpoint.address, port: endpoint.port, userId: tokens.userId, signal },
      createToken: () => tokens.getNewAuthToken(),
      ...(ca && { ca }),
    });
  });
}

/**
 * Opens a connection as `openLogin` does, for a command that needs it.
 * @throws LabError CACHE_UNREACHABLE, LOGIN_REFUSED
 */
export async function connectToCache(login: CacheLogin, signal: AbortSignal): Promise<TLSSocket> {
  try {
    return await openLogin(login, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw toLoginError(error, login);
  }
}

/** Reasons that are about the login, and not about the way to the cache. */
const REFUSALS = new Set([
  'TokenRefused',
  'UnexpectedReply',
  'CredentialsMissing',
  'CredentialsExpired',
]);

/** Turns an `IamAuthError` into LabError CACHE_UNREACHABLE or LOGIN_REFUSED. Returns other errors unchanged. */
export function toLoginError(
  error: unknown,
  { cacheName }: Pick<CacheLogin, 'cacheName'>,
): unknown {
  if (!(error instanceof IamAuthError)) return error;
  const code = REFUSALS.has(error.reason) ? 'LOGIN_REFUSED' : 'CACHE_UNREACHABLE';
  return new LabError(code, error.message, {
    resource: `serverless-cache/${cacheName}`,
    cause: error,
    ...(error.reason === 'Unavailable' && { hint: { text: LATER } }),
  });
}

/** Another place would not help: the cache was reached. */
const LATER =
  'The cache was reached, but does not check logins now. Run the same command again later.';
