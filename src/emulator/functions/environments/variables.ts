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
  readonly caFile: string;
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
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    NODE_PATH: `${taskRoot}/node_modules:${taskRoot}`,
    // On AWS, each environment has its own /tmp.
    TMPDIR: settings.tempFolder,
    // Not on AWS: the emulator's own authority signs the certificates of caches.
    NODE_EXTRA_CA_CERTS: settings.caFile,
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

/** Computes Node.js flags as the bootstrap script of AWS's runtimes does. */
export function toNodeFlags(fn: LambdaFunction): string[] {
  return [...toMemoryFlags(fn), ...toModuleFlags(fn)];
}

/** Gives a tenth of the memory to new objects and the rest to old ones, unless NODE_OPTIONS sets them. */
function toMemoryFlags({ memoryMb, environment }: LambdaFunction): string[] {
  if (/max[-_](semi|old)[-_]space[-_]size/.test(environment['NODE_OPTIONS'] ?? '')) return [];
  const newSpaceMb = Math.floor(memoryMb / 10);
  return [
    `--max-semi-space-size=${Math.max(Math.floor(newSpaceMb / 2), 1)}`,
    `--max-old-space-size=${memoryMb - newSpaceMb}`,
  ];
}

/** Turns these features off in Node.js 22, unless NODE_OPTIONS names them. Newer runtimes use Node.js's defaults. */
function toModuleFlags({ runtime, environment }: LambdaFunction): string[] {
  if (runtime !== 'nodejs22.x') return [];
  return ['require-module', 'detect-module']
    .filter((name) => !environment['NODE_OPTIONS']?.includes(name))
    .filter((name) => process.allowedNodeEnvironmentFlags.has(`--experimental-${name}`))
    .map((name) => `--no-experimental-${name}`);
}
