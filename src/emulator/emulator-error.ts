export type EmulatorErrorCode =
  | 'PORT_IN_USE'
  | 'PORT_REFUSED'
  | 'FAULTS_INVALID'
  | 'PACE_INVALID'
  | 'FOLDER_UNUSABLE';

/** A failure of the local endpoint itself that its user can mend; AWS's errors are `AwsFault`s. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';

  constructor(
    readonly code: EmulatorErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
