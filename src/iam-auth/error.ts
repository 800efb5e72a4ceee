/** The cause of a failure. The error's message says what to check. */
export type IamAuthReason =
  | 'InvalidOption'
  | 'CredentialsMissing'
  | 'CredentialsExpired'
  | 'Closed'
  | 'TokenRefused'
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

/** Returns whether the connection ended or stopped answering. A new connection may work. */
export function isConnectionLost(error: unknown): error is IamAuthError {
  return isReason(error, 'ConnectionLost');
}

/** Compares names, because each entry of this package is bundled with its own copy of the class. */
function isReason(error: unknown, reason: IamAuthReason): boolean {
  return error instanceof Error && error.name === `IamAuth.${reason}`;
}
