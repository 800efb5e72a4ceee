/**
 * `callback` is AWS's runtime up to Node.js 22, `async` the one from Node.js 24 on: no callbacks,
 * no waiting for the event loop, no handler of uncaught errors (F6.6).
 */
export type Generation = 'callback' | 'async';

/** What the environment tells the runtime. */
export interface RuntimeSettings {
  /** `127.0.0.1:49152`. */
  readonly runtimeApi: string;
  readonly handler: string;
  readonly taskRoot: string;
  readonly generation: Generation;
  readonly isJsonLog: boolean;
  readonly logLevel: string;
  /** How far the emulator's clock is ahead of the machine's, in milliseconds. */
  readonly clockOffsetMs: number;
}

const CLOCK_OFFSET = 'VALKEY_LAB_CLOCK_OFFSET_MS';

/** Reads the settings, and takes away what a function on AWS would not see. */
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
