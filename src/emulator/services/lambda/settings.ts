import type { Environment, LoggingConfig, TracingConfig } from '@aws-sdk/client-lambda';
import { NODE_RUNTIMES, PYTHON_RUNTIMES } from '../../functions/runtimes.js';
import type { LambdaFunction } from '../../state/lambda.js';
import { invalid } from './names.js';

/** Members that AWS accepts and this endpoint does not support. It refuses them instead of ignoring them. */
interface Unserved {
  readonly Layers?: readonly string[] | undefined;
  readonly FileSystemConfigs?: readonly object[] | undefined;
  readonly ImageConfig?: object | undefined;
  readonly PackageType?: string | undefined;
  readonly DeadLetterConfig?: { TargetArn?: string | undefined } | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly CodeSigningConfigArn?: string | undefined;
  readonly SnapStart?: { ApplyOn?: string | undefined } | undefined;
  readonly TenancyConfig?: object | undefined;
  readonly CapacityProviderConfig?: object | undefined;
  readonly DurableConfig?: object | undefined;
  readonly Publish?: boolean | undefined;
  readonly PublishTo?: string | undefined;
  readonly SourceKMSKeyArn?: string | undefined;
  readonly Code?: { SourceKMSKeyArn?: string | undefined } | undefined;
}

/** Throws `InvalidParameterValueException` for members whose effect this endpoint does not support. */
export function refuseUnserved(input: Unserved): void {
  const asked = {
    Layers: (input.Layers ?? []).length > 0,
    FileSystemConfigs: (input.FileSystemConfigs ?? []).length > 0,
    ImageConfig: Object.keys(input.ImageConfig ?? {}).length > 0,
    'PackageType Image': input.PackageType === 'Image',
    DeadLetterConfig: Boolean(input.DeadLetterConfig?.TargetArn),
    KMSKeyArn: Boolean(input.KMSKeyArn),
    SourceKMSKeyArn: Boolean(input.SourceKMSKeyArn ?? input.Code?.SourceKMSKeyArn),
    CodeSigningConfigArn: Boolean(input.CodeSigningConfigArn),
    SnapStart: input.SnapStart?.ApplyOn === 'PublishedVersions',
    TenancyConfig: input.TenancyConfig !== undefined,
    CapacityProviderConfig: input.CapacityProviderConfig !== undefined,
    DurableConfig: input.DurableConfig !== undefined,
    'Publish (versions)': input.Publish === true || input.PublishTo !== undefined,
  };
  const first = Object.entries(asked).find(([, isAsked]) => isAsked);
  if (first) throw invalid(`${first[0]} is not served by this endpoint.`);
}

/** The properties of a function that LoggingConfig sets. */
export type LoggingSettings = Pick<
  LambdaFunction,
  'logFormat' | 'logGroup' | 'applicationLogLevel' | 'systemLogLevel'
>;

/** Returns log format, levels and group, with Lambda's defaults. Throws `InvalidParameterValueException`. */
export function toLogging(
  config: LoggingConfig | undefined,
  functionName: string,
): LoggingSettings {
  const logFormat = config?.LogFormat ?? 'Text';
  const logGroup = config?.LogGroup ?? `/aws/lambda/${functionName}`;
  if (logFormat === 'JSON') {
    return {
      logFormat,
      logGroup,
      applicationLogLevel: config?.ApplicationLogLevel ?? 'INFO',
      systemLogLevel: config?.SystemLogLevel ?? 'INFO',
    };
  }
  if (config?.ApplicationLogLevel ?? config?.SystemLogLevel) {
    throw invalid('Log levels can only be set when the log format is JSON.');
  }
  return { logFormat, logGroup, applicationLogLevel: undefined, systemLogLevel: undefined };
}

/** Returns X-Ray's mode, which is stored and shown. Nothing is traced here. */
export function toTracingMode(config: TracingConfig | undefined): 'Active' | 'PassThrough' {
  return config?.Mode === 'Active' ? 'Active' : 'PassThrough';
}

/** Requires Handler and Runtime, which are optional in the model for container images. */
export function requireForZip<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw invalid(
    'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  );
}

/** Refuses runtimes that AWS has closed (F6.5), and runtimes that cannot run here. */
export function requireServedRuntime(runtime: string): void {
  const served = [...NODE_RUNTIMES, ...PYTHON_RUNTIMES];
  if (served.includes(runtime)) return;
  if (runtime.startsWith('nodejs')) {
    throw invalid(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  throw invalid(
    `The runtime ${runtime} cannot run here: this endpoint runs only ${served.join(', ')}.`,
  );
}

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
