/** Which of the possible causes it was. Each has its own next step in the error's message. */
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
 * A failure to sign, connect or authenticate. The message says the cause and what to check and holds
 * no token and no credentials. `name` is `IamAuth.<reason>`: Lambda reports it as `errorType`.
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

/** The `errorType` that Lambda reports when the cache refused the token: the one that IAM's propagation explains. */
export const TOKEN_REFUSED_ERROR_TYPE = 'IamAuth.TokenRefused';

/** Whether the cache answered and refused the token, so that a newly signed one may pass later. */
export function isTokenRefused(error: unknown): error is IamAuthError {
  return isReason(error, 'TokenRefused');
}

/** Whether the connection went away or fell silent: another connection may work. */
export function isConnectionLost(error: unknown): error is IamAuthError {
  return isReason(error, 'ConnectionLost');
}

/** By name: the entries of this package are built apart, so each may have a class of its own. */
function isReason(error: unknown, reason: IamAuthReason): boolean {
  return error instanceof Error && error.name === `IamAuth.${reason}`;
}
