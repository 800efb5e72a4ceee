import type { Environment } from '@aws-sdk/client-lambda';
import { invalid } from './names.js';

/** Names that only Lambda sets (AWS: configuration-envvars, "reserved environment variables"). */
const RESERVED_NAMES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

const LIMIT_BYTES = 4096;

/** Checks names and total size of environment variables. Throws `InvalidParameterValueException`. */
export function toVariables(environment: Environment | undefined): Record<string, string> {
  const variables = environment?.Variables ?? {};
  const names = Object.keys(variables);
  const bad = names.find((name) => !/^[a-zA-Z]([a-zA-Z0-9_])+$/.test(name));
  const reserved = names.filter((name) => RESERVED_NAMES.has(name));
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (bad !== undefined) {
    throw invalid(
      `1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  }
  // AWS's message ends with the variables. They may be secret, so this message leaves them out.
  if (Buffer.byteLength(JSON.stringify(variables)) > LIMIT_BYTES) {
    throw invalid(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    );
  }
  return { ...variables };
}
