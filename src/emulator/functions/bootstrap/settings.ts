/**
 * `callback` is AWS's runtime up to Node.js 22, `async` the runtime from Node.js 24 on. The newer one has no
 * callbacks (F6.6), does not wait for the event loop, and does not handle uncaught errors.
 */
export type Generation = 'callback' | 'async';

/** The runtime's settings from environment variables. */
export interface RuntimeSettings {
  /** For example `127.0.0.1:49152`. */
  readonly runtimeApi: string;
  readonly handler: string;
  readonly taskRoot: string;
  readonly generation: Generation;
  readonly isJsonLog: boolean;
  readonly logLevel: string;
  /** Milliseconds by which the emulator's clock is ahead of the machine's. */
  readonly clockOffsetMs: number;
}

const CLOCK_OFFSET = 'VALKEY_LAB_CLOCK_OFFSET_MS';

/** Reads the settings, and removes the variable that does not exist on AWS. */
export function readSettings(env: NodeJS.ProcessEnv): RuntimeSettings {
  const clockOffsetMs = Number(env[CLOCK_OFFSET] ?? 0);
  delete env[CLOCK_OFFSET];
  return {
    runtimeApi: env['AWS_LAMBDA_RUNTIME_API'] ?? '',
    handler: env['_HANDLER'] ?? '',
    taskRoot: env['LAMBDA_TASK_ROOT'] ?? '',
    generation: env['AWS_EXECUTION_ENV'] === 'AWS_Lambda_nodejs22.x' ? 'callback' : 'async',
    isJsonLog: env['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON',
    logLevel: env['AWS_LAMBDA_LOG_LEVEL']?.toUpperCase() ?? 'TRACE',
    clockOffsetMs,
  };
}
