import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { isAwsError, isNotFound } from '../aws/errors.js';
import { findFunction } from '../aws/find-function.js';
import { toOwner } from '../aws/ownership.js';
import { retryWhile } from '../aws/retry.js';
import { isAnyLabs, toCreatedMs } from '../aws/tags.js';
import { defineStep, type Observation, type StepContext } from '../plan/step.js';

/** The function's log group, with a retention: Lambda's own would be kept for ever. */
export const logGroup = defineStep({
  name: 'logGroup',
  kind: 'log-group',
  dependsOn: [],
  // A late log line of the function can make it again as long as the role is there.
  destroyAfter: ['role'],

  label: (ctx) => ctx.config.names.logGroup,

  async inspect(ctx) {
    const group = await findLogGroup(ctx);
    return group ? toObservation(ctx, group) : { state: 'absent' };
  },

  findDrift: (ctx, group) =>
    group.retentionInDays === ctx.config.logRetentionDays ? [] : ['retention'],

  async ensure(ctx, _needs, { found, arn }) {
    const ensured = { state: 'present', arn: arn ?? toArn(ctx), output: {} };
    if (found && this.findDrift?.(ctx, found, {}).length === 0) {
      return { outcome: 'unchanged', ...ensured };
    }
    if (!found) await createLogGroup(ctx);
    await putRetention(ctx);
    return { outcome: found ? 'updated' : 'created', ...ensured };
  },

  async destroy(ctx) {
    const client = await ctx.aws.logs();
    const command = new DeleteLogGroupCommand({ logGroupName: ctx.resource.name });
    try {
      await retryWhile(ctx, BUSY, () => client.send(command));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return 'deleted';
  },
});

function toArn({ identity, region, resource }: StepContext): string {
  return `arn:${identity.partition}:logs:${region}:${identity.account}:log-group:${resource.name}`;
}

async function findLogGroup(ctx: StepContext): Promise<LogGroup | undefined> {
  const client = await ctx.aws.logs();
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: ctx.resource.name });
  for await (const page of pages) {
    const group = page.logGroups?.find(({ logGroupName }) => logGroupName === ctx.resource.name);
    if (group) return group;
  }
  return undefined;
}

async function toObservation(
  ctx: StepContext,
  group: LogGroup,
): Promise<Observation<object, LogGroup>> {
  const client = await ctx.aws.logs();
  const arn = group.logGroupArn ?? group.arn?.replace(/:\*$/, '') ?? toArn(ctx);
  const seen = { state: 'present', arn, found: group, output: {} };
  const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  if (isAnyLabs(tags)) return { ...seen, owner: toOwner(ctx, tags) };
  // Lambda makes the group untagged: then it is the lab's only if the lab's function made it.
  const isOurs = await isMadeByOurFunction(ctx, group);
  return isOurs ? { ...seen, owner: 'lab' } : { ...seen, owner: 'foreign', isBystander: true };
}

async function isMadeByOurFunction(ctx: StepContext, group: LogGroup): Promise<boolean> {
  const name = ctx.config.names.function;
  const found = await ctx.shareRead('function', () => findFunction(ctx.aws, name));
  if (!found || toOwner(ctx, found.tags) !== 'lab') return false;
  const functionMs = toCreatedMs(found.tags);
  return functionMs !== undefined && (group.creationTime ?? 0) >= functionMs;
}

async function createLogGroup(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.logs();
  try {
    await client.send(
      new CreateLogGroupCommand({ logGroupName: ctx.resource.name, tags: { ...ctx.tags } }),
    );
  } catch (error) {
    if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
  }
}

async function putRetention(ctx: StepContext): Promise<void> {
  const client = await ctx.aws.logs();
  const command = new PutRetentionPolicyCommand({
    logGroupName: ctx.resource.name,
    retentionInDays: ctx.config.logRetentionDays,
  });
  await retryWhile(ctx, BUSY, () => client.send(command));
}

const BUSY = {
  status: 'waiting until CloudWatch Logs is ready',
  forMs: 60_000,
  isTransient: (error: unknown) => isAwsError(error, 'OperationAbortedException'),
};
