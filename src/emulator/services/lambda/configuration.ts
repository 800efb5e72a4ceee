import type * as api from '@aws-sdk/client-lambda';
import { toRuntimeVersionArn } from '../../functions/runtimes.js';
import type { LambdaFunction } from '../../state/lambda.js';

/** Lambda's reason for a state in progress. Lambda uses it for updates too. */
const CREATING = { reason: 'The function is being created.', code: 'Creating' } as const;

/** Converts a function to Lambda's output shape. */
export function toConfiguration(fn: LambdaFunction): api.FunctionConfiguration {
  return {
    ...toListedConfiguration(fn),
    ...toStates(fn),
    RuntimeVersionConfig: { RuntimeVersionArn: toRuntimeVersionArn(fn.runtime, fn.region) },
  };
}

/** Lists omit the states (AWS: ListFunctions, "a subset of FunctionConfiguration"). */
export function toListedConfiguration(fn: LambdaFunction): api.FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime as api.Runtime,
    Role: fn.roleArn,
    Handler: fn.handler,
    CodeSize: fn.zip.byteLength,
    Description: fn.description,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    LastModified: new Date(fn.modifiedAtMs).toISOString().replace('Z', '+0000'),
    CodeSha256: fn.codeSha256,
    Version: '$LATEST',
    VpcConfig: toVpcConfig(fn),
    Environment:
      Object.keys(fn.environment).length > 0 ? { Variables: { ...fn.environment } } : undefined,
    TracingConfig: { Mode: fn.tracingMode ?? 'PassThrough' },
    RevisionId: fn.revisionId,
    PackageType: 'Zip',
    Architectures: fn.architectures as api.Architecture[],
    EphemeralStorage: { Size: fn.ephemeralStorageMb ?? 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: toLoggingConfig(fn),
  };
}

function toStates(fn: LambdaFunction): Partial<api.FunctionConfiguration> {
  const { status } = fn.lifecycle;
  if (status === 'Pending') {
    return { State: 'Pending', StateReason: CREATING.reason, StateReasonCode: CREATING.code };
  }
  const updateReason = findUpdateReason(fn);
  return {
    // `gone` is a state of the emulator only. No answer shows a function in this state.
    State: status === 'gone' ? 'Deleting' : status,
    StateReason: fn.stateReason?.text,
    StateReasonCode: fn.stateReason?.code as api.FunctionConfiguration['StateReasonCode'],
    LastUpdateStatus: fn.update.status,
    LastUpdateStatusReason: updateReason?.text,
    // AWS answers `Creating` here, although its enum of update reasons lacks this value.
    LastUpdateStatusReasonCode:
      updateReason?.code as api.FunctionConfiguration['LastUpdateStatusReasonCode'],
  };
}

function findUpdateReason({ update, updateReason }: LambdaFunction) {
  if (update.status === 'Failed') return updateReason;
  if (update.status !== 'InProgress') return undefined;
  return { code: CREATING.code, text: CREATING.reason };
}

function toVpcConfig(fn: LambdaFunction): api.VpcConfigResponse | undefined {
  if (!fn.vpcId) return undefined;
  return {
    SubnetIds: [...fn.subnetIds],
    SecurityGroupIds: [...fn.securityGroupIds],
    VpcId: fn.vpcId,
    Ipv6AllowedForDualStack: false,
  };
}

function toLoggingConfig(fn: LambdaFunction): api.LoggingConfig {
  return {
    LogFormat: fn.logFormat,
    LogGroup: fn.logGroup,
    ApplicationLogLevel: fn.applicationLogLevel as api.LoggingConfig['ApplicationLogLevel'],
    SystemLogLevel: fn.systemLogLevel as api.LoggingConfig['SystemLogLevel'],
  };
}
