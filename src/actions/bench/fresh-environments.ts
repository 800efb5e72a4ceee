import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { retryWhile } from '../../aws/retry.js';
import { type Waiter, waitUntil } from '../../aws/wait.js';
import type { Session } from '../../session/session.js';

/** The mark that a run appends to the function's description, and removes at the end. */
const MARK = / \(bench [^)]*\)$/;

type Context = Waiter & Pick<Session, 'aws'>;

/**
 * Runs `measure` twice, each time on new environments: first after appending a mark to the function's
 * description, then after removing the mark. After an update, Lambda runs invocations only with the new
 * configuration (Lambda API, UpdateFunctionConfiguration), so every environment is new. Neither the
 * function's code nor `up` reads the description, so an interrupted run leaves a correct lab.
 */
export async function withFreshEnvironments(
  lab: Session,
  measure: () => Promise<void>,
): Promise<void> {
  const ctx = { ...lab, resource: toFunctionResource(lab) };
  const settled = await waitUntilUpdated(ctx);
  const original = (settled.configuration.Description ?? '').replace(MARK, '');
  const mark = `${original} (bench ${new Date().toISOString()})`;
  const marked = await describe(ctx, settled, mark);
  try {
    await measure();
  } catch (error) {
    // Best effort: the caller needs the first failure, not this one.
    await update(ctx, marked, original).catch(() => {});
    throw error;
  }
  await describe(ctx, marked, original);
  await measure();
}

function toFunctionResource({ config }: Session) {
  return { kind: 'function', name: config.names.function } as const;
}

async function describe(
  ctx: Context,
  found: FoundFunction,
  description: string,
): Promise<FoundFunction> {
  await update(ctx, found, description);
  return waitUntilUpdated(ctx);
}

/** Sets the description, unless another program has changed the function since it was read. */
async function update(ctx: Context, found: FoundFunction, description: string): Promise<void> {
  const client = await ctx.aws.lambda();
  const { RevisionId } = found.configuration;
  const command = new UpdateFunctionConfigurationCommand({
    FunctionName: ctx.resource.name,
    Description: description,
    ...(RevisionId !== undefined && { RevisionId }),
  });
  try {
    await retryWhile(ctx, BUSY, () => client.send(command));
  } catch (error) {
    if (!isAwsError(error, 'PreconditionFailedException')) throw error;
    // The answer to an earlier attempt may be lost. That attempt made a new revision, so AWS refuses the old one.
    const { configuration } = await waitUntilUpdated(ctx);
    if (configuration.Description !== description) throw error;
  }
}

const BUSY = {
  status: 'waiting for the last change',
  forMs: 5 * 60_000,
  isTransient: (error: unknown) => isAwsError(error, 'ResourceConflictException'),
};

async function waitUntilUpdated(ctx: Context): Promise<FoundFunction> {
  const found = await waitUntil(ctx, {
    read: () => findFunction(ctx.aws, ctx.resource.name),
    toStatus: ({ configuration }) => `update ${configuration.LastUpdateStatus ?? 'unknown'}`,
    done: ['update successful'],
    failed: ['update failed'],
    toReason: ({ configuration }) => configuration.LastUpdateStatusReason,
    toHint: () => ({ text: 'Run {command}: it repeats the update.', command: ['up'] }),
  });
  return found as FoundFunction;
}
