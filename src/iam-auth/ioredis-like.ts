/** The used members of a client of the ioredis family (ioredis 5 and 6, iovalkey). */
export interface IoredisLike {
  /** `subscriber` if the client has subscribed with RESP 2, and cannot send other commands. */
  readonly mode: string;
  readonly status: string;
  on(event: string, listener: (value?: unknown) => void): unknown;
  emit(event: string, value: unknown): unknown;
  call(command: string, ...words: string[]): Promise<unknown>;
  sendCommand(command: SentCommand, stream?: unknown): unknown;
  duplicate(...override: unknown[]): IoredisLike;
}

/** A command, as the client passes it to `sendCommand`. */
export interface SentCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  reject(error: unknown): void;
  /** The position in a pipeline. The client passes a whole pipeline to `sendCommand` before writing it. */
  readonly pipelineIndex?: number | undefined;
}
