/** The cause of a failure. The error's message says what to check. */
export type IamAuthReason =
  | 'InvalidOption'
  | 'CredentialsMissing'
  | 'CredentialsExpired'
  | 'Closed'
  | 'TokenRefused'
  | 'Unavailable'
  | 'NotPermitted'
  | 'HostNotFound'
  | 'Unreachable'
  | 'CertificateRejected'
  | 'TlsFailed'
  | 'ConnectionLost'
  | 'UnexpectedReply';

/**
 * A failure to sign, connect or authenticate. The message names the cause and what to check. It contains
 * no token and no credentials. `name` is `IamAuth.<reason>`, which Lambda reports as `errorType`.
 */
export class IamAuthError extends Error {
  override readonly name: `IamAuth.${IamAuthReason}`;

  constructor(
    readonly reason: IamAuthReason,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = `IamAuth.${reason}`;
  }
}

/** The `errorType` that Lambda reports for a refused token. A new role or policy can cause it (F4.7). */
export const TOKEN_REFUSED_ERROR_TYPE = 'IamAuth.TokenRefused';

/** Returns whether the cache refused the token. The cache may accept a new token later. */
export function isTokenRefused(error: unknown): error is IamAuthError {
  return isReason(error, 'TokenRefused');
}

/** The cache's words when it cannot check a login: throttling, IAM does not answer, or too many clients (F4.11). */
const UNAVAILABLE = /Exceeded limit of IAM Authentication requests|service is not available/i;

/**
 * Returns whether the cache could not check the login. This says nothing about the token, and a later attempt may
 * succeed. Also accepts the errors that node-redis and valkey-glide throw themselves.
 */
export function isUnavailable(error: unknown): boolean {
  if (isReason(error, 'Unavailable')) return true;
  return error instanceof Error && isUnavailableReply(error.message);
}

/** Returns whether a reply of the cache says that it could not check the login (F4.11). */
export function isUnavailableReply(reply: string): boolean {
  return UNAVAILABLE.test(reply);
}

/** Returns whether the connection ended or stopped answering. A new connection may work. */
export function isConnectionLost(error: unknown): error is IamAuthError {
  return isReason(error, 'ConnectionLost');
}

/** Compares names, because each entry of this package is bundled with its own copy of the class. */
function isReason(error: unknown, reason: IamAuthReason): boolean {
  return error instanceof Error && error.name === `IamAuth.${reason}`;
}
