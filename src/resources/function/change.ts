import {
  DeleteFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { isAwsError, isNotFound } from '../../aws/errors.js';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { retryWhile } from '../../aws/retry.js';
import { waitUntilGone } from '../../aws/wait.js';
import type { ResourceContext } from '../shared/define.js';
import { waitUntilActive } from './active.js';
import { findConfigurationDrift, type WantedConfiguration } from './configuration.js';
import { NOT_READY } from './create.js';
import type { DeploymentPackage } from './needs.js';
import { callWithSubnets, type SubnetChoice } from './subnets.js';

/** Calls that change a function are refused while another change is going on. */
const BUSY = {
  status: 'waiting for the last change',
  forMs: NOT_READY.forMs,
  isTransient: (error: unknown) =>
    isAwsError(error, 'ResourceConflictException') || NOT_READY.isTransient(error),
};

/** Gives the function its code; false when it has it. */
export async function updateCode(
  ctx: ResourceContext,
  { configuration }: FoundFunction,
  code: DeploymentPackage,
): Promise<boolean> {
  if (configuration.CodeSha256 === code.codeSha256) return false;
  const client = await ctx.aws.lambda();
  const command = new UpdateFunctionCodeCommand({
    FunctionName: ctx.resource.name,
    ZipFile: code.zip,
  });
  await retryWhile(ctx, BUSY, () => client.send(command));
  await waitUntilActive(ctx);
  return true;
}

/** Gives the function its configuration; false when it has it. */
export async function updateConfiguration(
  ctx: ResourceContext,
  { configuration }: FoundFunction,
  { wanted, choice }: { wanted: WantedConfiguration; choice: SubnetChoice },
): Promise<boolean> {
  if (findConfigurationDrift(configuration, wanted).length === 0) return false;
  const client = await ctx.aws.lambda();
  const FunctionName = ctx.resource.name;
  const call = (settings: WantedConfiguration) =>
    retryWhile(ctx, BUSY, () =>
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...settings })),
    );
  await callWithSubnets(ctx, wanted, { choice, call });
  await waitUntilActive(ctx);
  return true;
}

/** Lambda takes the interfaces of a function that nobody called for 14 days, and gives them back when it is called. */
const WAKES_WITHIN_MS = 60_000;

/**
 * Wakes an `Inactive` function. The call itself fails, by Lambda's guide ("Lambda function states"); if
 * somebody was quicker it runs the handler once, which does no harm.
 */
export async function wakeFunction(ctx: ResourceContext): Promise<FoundFunction> {
  const client = await ctx.aws.lambda();
  try {
    await client.send(new InvokeCommand({ FunctionName: ctx.resource.name }));
  } catch (error) {
    if (!isAwsError(error, 'ResourceNotReadyException', 'ResourceConflictException')) throw error;
  }
  return waitUntilActive(ctx, { inactiveForMs: WAKES_WITHIN_MS });
}

/** Lambda may refuse it for as long as the function is Pending: for its interfaces that takes minutes. */
const STILL_PENDING = {
  status: 'waiting until it can be deleted',
  forMs: 15 * 60_000,
  isTransient: (error: unknown) => isAwsError(error, 'ResourceConflictException'),
};

/** Deletes the function and waits until it is gone; gone already is fine. */
export async function deleteFunction(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.lambda();
  const command = new DeleteFunctionCommand({ FunctionName: ctx.resource.name });
  try {
    await retryWhile(ctx, STILL_PENDING, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  await waitUntilGone(ctx, {
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus: ({ configuration }) => configuration.State ?? 'Active',
    stale: ['active', 'pending', 'inactive', 'failed', 'activenoninvocable'],
  });
}
