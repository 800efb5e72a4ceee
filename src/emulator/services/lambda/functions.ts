import { randomUUID } from 'node:crypto';
import type * as api from '@aws-sdk/client-lambda';
import type { LambdaFunction } from '../../state/lambda.js';
import { begin } from '../../state/lifecycle.js';
import type { OperationContext } from '../../wire/operation.js';
import { sortByKey, toPage } from '../page.js';
import { readCode, requireCodeStorage } from './code.js';
import { toConfiguration, toListedConfiguration } from './configuration.js';
import {
  conflict,
  findFunction,
  invalid,
  parseFunctionName,
  requireCreated,
  toFunctionArn,
} from './names.js';
import {
  attachInterfaces,
  detachInterfaces,
  findInterfaceFailure,
  toFunctionNetwork,
} from './network.js';
import { requireExecutionRole, requireNetworkPermissions, requirePassRole } from './role.js';
import {
  refuseUnserved,
  requireForZip,
  requireServedRuntime,
  toLogging,
  toTracingMode,
  toVariables,
} from './settings.js';
import { toTags } from './tags.js';

/** Lambda's defaults (AWS: CreateFunction). */
const DEFAULTS = { timeoutSeconds: 3, memoryMb: 128, ephemeralStorageMb: 512 };

/**
 * Creates a function. With a VPC it is `Pending` for `pace.functionCreateMs`, without one it is `Active` at
 * once (F6.2).
 */
export async function createFunction(
  input: api.CreateFunctionRequest,
  context: OperationContext,
): Promise<api.FunctionConfiguration> {
  const { account, clock, functions, pace, region, state } = context;
  const { name } = parseFunctionName(input.FunctionName ?? '');
  if (name.length > 64) throw invalid(`Function name ${name} is longer than 64 characters.`);
  refuseUnserved(input);
  const runtime = requireForZip(input.Runtime);
  requireServedRuntime(runtime);
  const handler = requireForZip(input.Handler);
  // Checked before the code is read, which takes longest, and again after it: other requests came meanwhile.
  requireCreatable(name, input, context);
  const code = await readCode(input.Code ?? {}, { operation: 'CreateFunction', functions });

  // No `await` from here on: two requests at the same time must not both create the function.
  const { environment, roleArn, role, network } = requireCreatable(name, input, context);
  requireCodeStorage(code, name, context);

  const fn: LambdaFunction = {
    name,
    arn: toFunctionArn(account, region, name),
    region,
    lifecycle: { status: 'Pending' },
    update: { status: 'Successful' },
    roleArn,
    runtime,
    handler,
    architectures: [...(input.Architectures ?? ['x86_64'])],
    description: input.Description ?? '',
    timeoutSeconds: input.Timeout ?? DEFAULTS.timeoutSeconds,
    memoryMb: input.MemorySize ?? DEFAULTS.memoryMb,
    environment,
    ...network,
    ...toLogging(input.LoggingConfig, name),
    tracingMode: toTracingMode(input.TracingConfig),
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? DEFAULTS.ephemeralStorageMb,
    ...code,
    modifiedAtMs: clock.now(),
    revisionId: randomUUID(),
    tags: toTags(input.Tags),
  };
  const failure = findInterfaceFailure(network, context);
  if (failure && context.aws.assumes('full-function-subnets', 'refused-at-once')) {
    throw invalid(failure.text);
  }
  if (!failure) attachInterfaces(fn, role.name, context);
  const createMs = network.vpcId ? pace.functionCreateMs : 0;
  if (network.vpcId) fn.invocableAtMs = toInvocableMs(context);
  begin(fn.lifecycle, 'Pending', {
    to: failure ? 'Failed' : 'Active',
    atMs: clock.now() + createMs,
    apply: () => {
      fn.stateReason = failure;
    },
  });
  state.lambda.functions.set(name, fn);
  return toConfiguration(fn);
}

/** Returns when Lambda can use the interfaces of a new function. */
function toInvocableMs({ aws, clock, pace }: OperationContext): number {
  const lateMs = aws.assumes('first-invoke', 'interface-not-ready') ? pace.lagMs : 0;
  return clock.now() + pace.functionCreateMs + lateMs;
}

/** Returns what the function is created with. Throws when its name is taken or its role cannot be used. */
function requireCreatable(
  name: string,
  input: api.CreateFunctionRequest,
  context: OperationContext,
) {
  const { state } = context;
  if (state.lambda.functions.has(name)) throw conflict(`Function already exist: ${name}`);
  const environment = toVariables(input.Environment);
  const roleArn = input.Role ?? '';
  requirePassRole(roleArn, context);
  const role = requireExecutionRole(roleArn, context);
  const network = toFunctionNetwork(input.VpcConfig, context);
  if (network.vpcId) requireNetworkPermissions(role, name, context);
  return { environment, roleArn, role, network };
}

/**
 * Returns configuration, tags and concurrency. Leaves out the code's `Location`, which this endpoint does not
 * serve.
 */
export function getFunction(
  input: api.GetFunctionRequest,
  context: OperationContext,
): api.GetFunctionResponse {
  const fn = findFunction(input.FunctionName ?? '', input.Qualifier, context);
  return {
    Configuration: toConfiguration(fn),
    Code: { RepositoryType: 'S3' },
    Tags: fn.tags.size > 0 ? Object.fromEntries(fn.tags) : undefined,
    Concurrency:
      fn.reservedConcurrency === undefined
        ? undefined
        : { ReservedConcurrentExecutions: fn.reservedConcurrency },
  };
}

/** Returns the configuration. */
export function getFunctionConfiguration(
  input: api.GetFunctionConfigurationRequest,
  context: OperationContext,
): api.FunctionConfiguration {
  return toConfiguration(findFunction(input.FunctionName ?? '', input.Qualifier, context));
}

/** Lists functions by name, at most 50 on a page (AWS: ListFunctions). */
export function listFunctions(
  input: api.ListFunctionsRequest,
  { state }: OperationContext,
): api.ListFunctionsResponse {
  const toName = ({ name }: LambdaFunction) => name;
  const { items: page, next } = toPage({
    items: sortByKey(state.lambda.functions.values(), toName),
    max: Math.min(input.MaxItems ?? 50, 50),
    marker: input.Marker || undefined,
    toKey: toName,
    invalidMarker: () => invalid('The marker is invalid.'),
  });
  return { Functions: page.map(toListedConfiguration), NextMarker: next };
}

/**
 * Deletes a function at once. Its network interfaces stay for a while. A `Pending` function refuses, as it
 * refuses all operations (AWS: functions-states; F6.2).
 */
export async function deleteFunction(
  input: api.DeleteFunctionRequest,
  context: OperationContext,
): Promise<api.DeleteFunctionResponse> {
  const fn = findFunction(input.FunctionName ?? '', input.Qualifier, context);
  const qualifier = input.Qualifier ?? parseFunctionName(input.FunctionName ?? '').qualifier;
  if (qualifier !== undefined) {
    throw invalid('$LATEST version cannot be deleted without deleting the function.');
  }
  if (context.aws.assumes('pending-deletion', 'refused')) requireCreated(fn);
  fn.lifecycle.status = 'gone';
  context.state.lambda.functions.delete(fn.name);
  detachInterfaces(fn, context);
  await context.functions.retire(fn.arn);
  return { StatusCode: 204 };
}
