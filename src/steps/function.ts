import {
  DeleteFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { isAwsError, isNotFound } from '../aws/errors.js';
import { type FoundFunction, findFunction } from '../aws/find-function.js';
import { toOwner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { waitUntil } from '../aws/wait.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';
import { findConfigurationDrift, toConfiguration } from './function/configuration.js';
import { createFunction, NOT_READY } from './function/create.js';

/** The Lambda function in the cache's VPC. */
export const lambdaFunction = defineStep({
  name: 'function',
  kind: 'function',
  dependsOn: ['role', 'vpcAttachment'],
  // The group is there before the first log line, so that it is tagged and has a retention.
  uses: ['logGroup'],
  // Created while the cache is being created; it gets the endpoint when that is known.
  later: ['serverlessCache'],
  lookups: ['network', 'deploymentPackage'],

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx) {
    const found = await ctx.shareRead('function', () => findFunction(ctx.aws, ctx.resource.name));
    return found ? toObservation(ctx, found) : { state: 'absent' };
  },

  findDrift(ctx, found, { role, network, deploymentPackage, serverlessCache }) {
    const { configuration } = found;
    const isCodeNew =
      deploymentPackage !== undefined && configuration.CodeSha256 !== deploymentPackage.codeSha256;
    const wanted =
      role && network
        ? toConfiguration(ctx, { roleArn: role.arn, network, cache: serverlessCache?.known() })
        : undefined;
    const drift = wanted ? findConfigurationDrift(configuration, wanted) : [];
    return isCodeNew ? ['code', ...drift] : drift;
  },

  async ensure(ctx, { role, network, deploymentPackage, serverlessCache }, seen) {
    let found = seen.found;
    if (found && isBroken(found)) {
      await deleteAndWait(ctx);
      found = undefined;
    }
    const shared = { roleArn: role.arn, network };
    if (!found) {
      const wanted = toConfiguration(ctx, { ...shared, cache: serverlessCache.known() });
      await createFunction(ctx, wanted, deploymentPackage);
      const active = await waitUntilActive(ctx);
      const cache = await serverlessCache.wait();
      await updateConfiguration(ctx, active, toConfiguration(ctx, { ...shared, cache }));
      return toEnsured('created', active);
    }
    const active = await waitUntilActive(ctx);
    const isCodeUpdated = await updateCode(ctx, active, deploymentPackage);
    const cache = await serverlessCache.wait();
    const wanted = toConfiguration(ctx, { ...shared, cache });
    const isConfigurationUpdated = await updateConfiguration(ctx, active, wanted);
    return toEnsured(isCodeUpdated || isConfigurationUpdated ? 'updated' : 'unchanged', active);
  },

  async destroy(ctx) {
    await deleteAndWait(ctx);
    return 'deleted';
  },
});

function toObservation(
  ctx: StepContext,
  found: FoundFunction,
): Observation<{ arn: string }, FoundFunction> {
  const { State, FunctionArn: arn = '' } = found.configuration;
  return {
    state: (State ?? 'active').toLowerCase(),
    arn,
    owner: toOwner(ctx, found.tags),
    found,
    output: { arn },
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', { configuration }: FoundFunction) {
  const arn = configuration.FunctionArn ?? '';
  return { outcome, state: 'active', arn, output: { arn } } as const;
}

/** Lambda never mends a function that failed: it must be made anew. */
function isBroken({ configuration }: FoundFunction): boolean {
  return configuration.State === 'Failed' || (configuration.State as string) === 'Deleting';
}

/** Ends Pending and an update that is in progress. An `Inactive` function wakes when it is updated or invoked. */
async function waitUntilActive(ctx: StepContext): Promise<FoundFunction> {
  const found = await waitUntil(ctx, {
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus: ({ configuration }) =>
      configuration.LastUpdateStatus === 'InProgress'
        ? 'updating'
        : (configuration.State ?? 'Active'),
    pending: ['pending', 'updating'],
    done: ['active', 'inactive', 'activenoninvocable'],
    toReason: ({ configuration }) =>
      [configuration.StateReasonCode, configuration.StateReason].filter(Boolean).join(', '),
    absentForMs: 60_000,
  });
  return found as FoundFunction;
}

/** Calls that change a function are refused while another change is going on. */
const BUSY = {
  status: 'waiting for the last change',
  forMs: 300_000,
  isTransient: (error: unknown) =>
    isAwsError(error, 'ResourceConflictException') || NOT_READY.isTransient(error),
};

async function updateCode(
  ctx: StepContext,
  found: FoundFunction,
  code: { readonly zip: Uint8Array; readonly codeSha256: string },
): Promise<boolean> {
  if (found.configuration.CodeSha256 === code.codeSha256) return false;
  const client = await ctx.aws.lambda();
  const command = new UpdateFunctionCodeCommand({
    FunctionName: ctx.resource.name,
    ZipFile: code.zip,
  });
  await retryWhile(ctx, BUSY, () => client.send(command));
  await waitUntilActive(ctx);
  return true;
}

async function updateConfiguration(
  ctx: StepContext,
  { configuration }: FoundFunction,
  wanted: ReturnType<typeof toConfiguration>,
): Promise<boolean> {
  if (findConfigurationDrift(configuration, wanted).length === 0) return false;
  const client = await ctx.aws.lambda();
  const command = new UpdateFunctionConfigurationCommand({
    FunctionName: ctx.resource.name,
    ...wanted,
  });
  await retryWhile(ctx, BUSY, () => client.send(command));
  await waitUntilActive(ctx);
  return true;
}

async function deleteAndWait(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.lambda();
  const command = new DeleteFunctionCommand({ FunctionName: ctx.resource.name });
  try {
    await retryWhile(ctx, BUSY, () => client.send(command));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  await waitUntil(ctx, {
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus: ({ configuration }) => configuration.State ?? 'Active',
    pending: ['active', 'pending', 'inactive', 'failed', 'deleting', 'activenoninvocable'],
    done: ['absent'],
  });
}
