/** A proxy between this program and AWS refused a connection or cannot be reached. Its message shows no password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly hint: string;
  /** The SDK tries again if this is set. */
  readonly $retryable: object | undefined;

  constructor(
    message: string,
    options: { readonly hint: string; readonly isTransient: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.$retryable = options.isTransient ? {} : undefined;
  }
}
