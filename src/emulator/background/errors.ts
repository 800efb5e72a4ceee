/**
 * `RUNNING`: there is one already. `UNRESPONSIVE`: it is there and does not answer. `FAILED`: anything
 * else. Others are the codes or names of the endpoint's own errors: PORT_IN_USE, ValkeyServerMissingError.
 */
export type EndpointErrorCode = 'RUNNING' | 'UNRESPONSIVE' | 'FAILED' | (string & {});

/** An endpoint that could not be started, asked or stopped. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';

  constructor(
    readonly code: EndpointErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
