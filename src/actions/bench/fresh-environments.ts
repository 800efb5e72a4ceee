import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { isAwsError } from '../../aws/errors.js';
import { type FoundFunction, findFunction } from '../../aws/find-function.js';
import { retryWhile } from '../../aws/retry.js';
import { type Waiter, waitUntil } from '../../aws/wait.js';
import type { Session } from '../../session/session.js';

/** What is put behind the function's description, and taken away again. */
const MARK = / \(bench [^)]*\)$/;

type Context = Waiter & Pick<Session, 'aws'>;

/**
 * Runs `measure` twice, each time on new environments: once after a mark was put behind the function's
 * description, once after it was taken away. After an update Lambda runs invocations with the new
 * configuration only (Lambda API, UpdateFunctionConfiguration), so each environment is a new one; the
 * description is the one setting that the code does not see and that `up` does not look at, so whatever
 * ends this in between, the lab is as it should be.
 * @param ctx the lab, and its function as the resource
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
    // Best effort, beside the failure that counts.
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

/** Only while nobody else has changed the function since it was read. */
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
    // An attempt whose answer was lost has made a new revision, and this one is no longer the latest.
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
    toStatus: ({ configuration }) => `update ${configuration.LastUpdateStatus ?? 'Successful'}`,
    pending: ['update inprogress'],
    done: ['update successful'],
    toReason: ({ configuration }) => configuration.LastUpdateStatusReason,
    toHint: () => ({ text: 'Run {command}: it makes the update again.', command: ['up'] }),
  });
  return found as FoundFunction;
}
