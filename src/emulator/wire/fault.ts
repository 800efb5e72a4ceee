/** An error that AWS would answer. The server turns it into the wire form of the service. */
export class AwsFault extends Error {
  override readonly name = 'AwsFault';

  constructor(
    /** The model's shape name (`UserNotFoundFault`), or the wire code where AWS models none. */
    readonly shape: string,
    message: string,
    /** HTTP status for codes that are not in the model (default 400). */
    readonly status?: number,
    /** Further members of the error shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** An AWS error by its shape name; wire code and HTTP status come from the service's model. */
export function fault(
  shape: string,
  message: string,
  options: { status?: number; members?: Record<string, unknown> } = {},
): AwsFault {
  return new AwsFault(shape, message, options.status, options.members);
}
