/**
 * `RUNNING`: there is one already. `UNRESPONSIVE`: its process runs and does not answer. `DIRECTORY_REFUSED`: its
 * directory is not safe to use. `FOREIGN_FILE`: a file with one of its names is not its own. `FAILED`: anything
 * else. Others are the codes or names of the endpoint's own errors: PORT_IN_USE, ValkeyServerMissingError.
 */
export type EndpointErrorCode =
  | 'RUNNING'
  | 'UNRESPONSIVE'
  | 'DIRECTORY_REFUSED'
  | 'FOREIGN_FILE'
  | 'FAILED'
  | (string & {});

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
