/**
 * `RUNNING`: an endpoint already runs. `UNRESPONSIVE`: its process runs but does not answer.
 * `DIRECTORY_REFUSED`: its directory is not safe to use. `FOREIGN_FILE`: a file with the endpoint's file name
 * is not its own. `FAILED`: any other reason. Further codes are those of the endpoint's own errors, such as
 * PORT_IN_USE and ValkeyServerMissingError.
 */
export type EndpointErrorCode =
  | 'RUNNING'
  | 'UNRESPONSIVE'
  | 'DIRECTORY_REFUSED'
  | 'FOREIGN_FILE'
  | 'FAILED'
  | (string & {});

/** An endpoint that could not be started, reached or stopped. */
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
