import { dirname } from 'node:path';
import type { Credential } from '../../state/credentials.js';
import type { LambdaFunction } from '../../state/lambda.js';

/** The values from which an environment's variables are computed. */
export interface EnvironmentSettings {
  readonly fn: LambdaFunction;
  readonly credential: Credential;
  readonly logStream: string;
  /** `host:port` of the environment's Runtime API. */
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly tempFolder: string;
  /** The program that runs the function. */
  readonly program: string;
  /** The variables of the function's language. */
  readonly languageVariables: Readonly<Record<string, string>>;
  /** The emulator's URL. */
  readonly endpoint: string;
  readonly clockOffsetMs: number;
}

/**
 * Returns all variables of a function's process: those that Lambda sets (AWS: configuration-envvars, "defined
 * runtime environment variables") and the function's own. The process inherits none of the caller's variables.
 */
export function toProcessEnvironment(settings: EnvironmentSettings): Record<string, string> {
  const { fn, credential, taskRoot } = settings;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: `${dirname(settings.program)}:/usr/local/bin:/usr/bin:/bin`,
    // On AWS, each environment has its own /tmp.
    TMPDIR: settings.tempFolder,
    ...settings.languageVariables,
    // Not on AWS: SDK clients in the function must call this endpoint.
    AWS_ENDPOINT_URL: settings.endpoint,
    ...(settings.clockOffsetMs === 0
      ? {}
      : { VALKEY_LAB_CLOCK_OFFSET_MS: String(settings.clockOffsetMs) }),
    ...fn.environment,
    ...(fn.logFormat === 'JSON'
      ? {
          AWS_LAMBDA_LOG_FORMAT: 'JSON',
          AWS_LAMBDA_LOG_LEVEL: fn.applicationLogLevel ?? 'INFO',
        }
      : {}),
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: settings.logStream,
    AWS_LAMBDA_RUNTIME_API: settings.runtimeApi,
    AWS_ACCESS_KEY_ID: credential.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credential.secretAccessKey,
    AWS_SESSION_TOKEN: credential.sessionToken ?? '',
  };
}
