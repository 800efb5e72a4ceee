import { randomUUID } from 'node:crypto';
import type {
  FunctionConfiguration,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import type { LambdaFunction } from '../../state/lambda.js';
import { begin } from '../../state/lifecycle.js';
import { fault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { readCode, requireCodeStorage } from './code.js';
import { toConfiguration } from './configuration.js';
import { findFunction, requireNoUpdate, requireSettled } from './names.js';
import {
  attachInterfaces,
  detachInterfaces,
  findInterfaceFailure,
  toFunctionNetwork,
} from './network.js';
import { requireExecutionRole, requireNetworkPermissions, requirePassRole } from './role.js';
import {
  refuseUnserved,
  requireServedRuntime,
  toLogging,
  toTracingMode,
  toVariables,
} from './settings.js';

/** Updates the code. Invocations run the old code until the update is `Successful`. */
export async function updateFunctionCode(
  input: UpdateFunctionCodeRequest,
  context: OperationContext,
): Promise<FunctionConfiguration> {
  refuseUnserved(input);
  const { functions } = context;
  const code = await readCode(input, { operation: 'UpdateFunctionCode', functions });
  const fn = findUpdatable(input, context);
  requireCodeStorage(code, fn.name, context);
  const changes = { ...code, architectures: [...(input.Architectures ?? fn.architectures)] };
  if (input.DryRun) return toConfiguration({ ...fn, ...changes });
  beginUpdate(fn, changes, context);
  return toConfiguration(fn);
}

/** Changes the given settings. A new VPC gives the function new network interfaces. */
export function updateFunctionConfiguration(
  input: UpdateFunctionConfigurationRequest,
  context: OperationContext,
): FunctionConfiguration {
  refuseUnserved(input);
  const fn = findUpdatable(input, context);
  if (input.Runtime) requireServedRuntime(input.Runtime);
  const network = input.VpcConfig ? toFunctionNetwork(input.VpcConfig, context) : fn;
  const roleArn = input.Role ?? fn.roleArn;
  if (input.Role) requirePassRole(roleArn, context);
  const roleOrVpcChanges = roleArn !== fn.roleArn || input.VpcConfig !== undefined;
  const role = roleOrVpcChanges ? requireExecutionRole(roleArn, context) : undefined;
  if (role && network.vpcId) requireNetworkPermissions(role, fn.name, context);

  const { subnetIds, securityGroupIds, vpcId } = network;
  const changes: Partial<LambdaFunction> = {
    subnetIds,
    securityGroupIds,
    vpcId,
    roleArn,
    runtime: input.Runtime ?? fn.runtime,
    handler: input.Handler ?? fn.handler,
    description: input.Description ?? fn.description,
    timeoutSeconds: input.Timeout ?? fn.timeoutSeconds,
    memoryMb: input.MemorySize ?? fn.memoryMb,
    environment: input.Environment ? toVariables(input.Environment) : fn.environment,
    ...(input.LoggingConfig ? toLogging(input.LoggingConfig, fn.name) : {}),
    ...(input.TracingConfig ? { tracingMode: toTracingMode(input.TracingConfig) } : {}),
    ...(input.EphemeralStorage ? { ephemeralStorageMb: input.EphemeralStorage.Size } : {}),
  };
  const failure = role && findInterfaceFailure(network, context);
  if (failure) {
    if (context.aws.assumes('failed-updates', 'new-settings')) Object.assign(fn, changes);
    beginFailure(fn, failure, context);
    return toConfiguration(fn);
  }
  beginUpdate(fn, changes, context, toUpdateMs(input, context));
  if (role) {
    detachInterfaces(fn, context);
    attachInterfaces(fn, role.name, context);
  }
  return toConfiguration(fn);
}

/** Finds the function of an update. Throws if its state forbids the update or the caller names another revision. */
function findUpdatable(
  input: { FunctionName: string | undefined; RevisionId?: string | undefined },
  context: OperationContext,
): LambdaFunction {
  const fn = findFunction(input.FunctionName ?? '', undefined, context);
  requireUpdatable(fn, context);
  if (input.RevisionId === undefined || input.RevisionId === fn.revisionId) return fn;
  throw fault(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}

function requireUpdatable(fn: LambdaFunction, { aws }: OperationContext): void {
  const isFailed = fn.lifecycle.status === 'Failed';
  if (isFailed && aws.assumes('failed-functions', 'accept-updates')) requireNoUpdate(fn);
  else requireSettled(fn);
}

/** An update that names `VpcConfig` can take as long as a create (F6.15). */
function toUpdateMs(
  { VpcConfig }: UpdateFunctionConfigurationRequest,
  { aws, pace }: OperationContext,
): number {
  if (!VpcConfig || aws.assumes('vpc-updates', 'quick')) return pace.functionUpdateMs;
  return Math.max(pace.functionCreateMs, pace.lagMs);
}

/** Starts an update that Lambda cannot finish. */
function beginFailure(
  fn: LambdaFunction,
  reason: { code: string; text: string },
  { clock, pace }: OperationContext,
): void {
  begin(fn.update, 'InProgress', {
    to: 'Failed',
    atMs: clock.now() + pace.functionUpdateMs,
    apply() {
      fn.updateReason = reason;
    },
  });
}

/**
 * Shows the new settings at once. Invocations use the old ones until the update ends (AWS: functions-states,
 * "Function states when you update").
 */
function beginUpdate(
  fn: LambdaFunction,
  changes: Partial<LambdaFunction>,
  { clock, pace, functions }: OperationContext,
  ms = pace.functionUpdateMs,
): void {
  const serving = { ...fn };
  Object.assign(fn, changes, { modifiedAtMs: clock.now(), revisionId: randomUUID() });
  fn.serving = serving;
  begin(fn.update, 'InProgress', {
    to: 'Successful',
    atMs: clock.now() + ms,
    apply() {
      fn.serving = undefined;
      functions.retire(fn.arn).catch(() => {
        // `closeAll` ends these environments again and reports errors.
      });
    },
  });
}
