/** An error that AWS would answer. The server converts it to the service's wire format. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';

  constructor(
    /** The shape name in the model (`UserNotFoundFault`), or the wire code of an error outside the model. */
    readonly shape: string,
    message: string,
    /** HTTP status for a code outside the model. Default: 400. */
    readonly status?: number,
    /** Other members of the error shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
    /** The wire code, where AWS may answer another one than its model has. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/**
 * Creates an AWS error by its shape name, which is also the SDK's name for it (F9.1). The service's model gives the
 * wire code and the HTTP status.
 */
export function fault(
  shape: string,
  message: string,
  options: { status?: number; members?: Record<string, unknown>; code?: string } = {},
): AwsFault {
  return new AwsFault(shape, message, options.status, options.members, options.code);
}
