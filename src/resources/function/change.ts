import {
  DeleteFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { ifFound, isAwsError } from '../../aws/errors.js';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { retryWhile } from '../../aws/retry.js';
import { waitUntilGone } from '../../aws/wait.js';
import type { ResourceContext } from '../shared/define.js';
import { toState, waitUntilActive } from './active.js';
import { toChangedMembers, type WantedConfiguration } from './configuration.js';
import { NOT_READY } from './create.js';
import type { DeploymentPackage } from './needs.js';
import { callWithSubnets, type SubnetChoice } from './subnets.js';

/** Lambda refuses a change while another change is in progress. */
const BUSY = {
  status: 'waiting for the last change',
  forMs: NOT_READY.forMs,
  isTransient: (error: unknown) =>
    isAwsError(error, 'ResourceConflictException') || NOT_READY.isTransient(error),
};

/** Updates the function's code. Returns false when the code is the same. */
export async function updateCode(
  ctx: ResourceContext,
  found: FoundFunction,
  code: DeploymentPackage,
): Promise<boolean> {
  if (found.configuration.CodeSha256 === code.codeSha256) return false;
  const client = await ctx.aws.lambda();
  const command = new UpdateFunctionCodeCommand({
    FunctionName: ctx.resource.name,
    ZipFile: code.zip,
  });
  await retryWhile(ctx, BUSY, () => client.send(command));
  await waitUntilActive(ctx, { before: found });
  return true;
}

/**
 * Updates what differs in the function's configuration. Returns false when nothing differs. A request with `VpcConfig` can
 * make Lambda work on the network again, which takes as long as at the creation (F6.15).
 */
export async function updateConfiguration(
  ctx: ResourceContext,
  found: FoundFunction,
  { wanted, choice }: { wanted: WantedConfiguration; choice: SubnetChoice },
): Promise<boolean> {
  const changed = toChangedMembers(found.configuration, wanted);
  if (Object.keys(changed).length === 0) return false;
  const client = await ctx.aws.lambda();
  const FunctionName = ctx.resource.name;
  const call = (settings: Partial<WantedConfiguration>) =>
    retryWhile(ctx, BUSY, () =>
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...settings })),
    );
  await callWithSubnets(ctx, changed, { choice, call });
  await waitUntilActive(ctx, { before: found });
  return true;
}

const WAKES_WITHIN_MS = 60_000;

/**
 * Wakes a function that Lambda made `Inactive` because it was idle for 14 days. The waking call itself fails (F6.10). If
 * another call has woken the function before, this one runs the handler once, which does no harm.
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

/** Lambda may refuse the delete while the function is Pending. Its network interfaces can take minutes. */
const STILL_PENDING = {
  status: 'waiting until it can be deleted',
  forMs: 15 * 60_000,
  isTransient: (error: unknown) => isAwsError(error, 'ResourceConflictException'),
};

/** Deletes the function, if it exists, and waits until it is gone. */
export async function deleteFunction(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.lambda();
  const command = new DeleteFunctionCommand({ FunctionName: ctx.resource.name });
  await ifFound(() => retryWhile(ctx, STILL_PENDING, () => client.send(command)));
  await waitUntilGone(ctx, {
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus: toState,
    stale: ['active', 'pending', 'inactive', 'failed', 'activenoninvocable'],
  });
}
