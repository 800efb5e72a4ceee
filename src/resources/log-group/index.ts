import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { isAwsError, isNotFound } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import type { Difference, Observation } from '../../engine/resource.js';
import { LabError } from '../../errors.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { isAnyLabs, toCreatedMs } from '../shared/lab-tags.js';
import { toOwned, toOwner } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';
import { listLogGroups } from './list.js';
import { logGroupPermissions } from './permissions.js';

/** What is known of the group, also when it is absent. */
export interface FoundLogGroup {
  readonly group: LogGroup | undefined;
  readonly isTagged: boolean;
  /** When the lab's function was made; undefined when there is none. */
  readonly functionMs: number | undefined;
}

/** The function's log group, with a retention: Lambda's own would be kept for ever. */
export const logGroup = defineResource({
  name: 'logGroup',
  kind: 'log-group',
  nameKey: 'function',
  madeBy: ['deploy-function'],
  dependsOn: [],
  permissions: logGroupPermissions,
  listAll: listLogGroups,
  // A late log line of the function can make it again as long as the role is there.
  destroyAfter: ['role'],
  // Of a group without tags only the function's age shows whose it is.
  seenBefore: 'function',

  label: (ctx) => ctx.config.names.logGroup,

  async inspect(ctx, before): Promise<Observation<object, FoundLogGroup>> {
    const [group, functionMs] = await Promise.all([
      findLogGroup(ctx),
      before?.found ? before.found.functionMs : findFunctionMs(ctx),
    ]);
    if (!group) return { state: 'absent', found: { group, isTagged: false, functionMs } };
    const tags = await readTags(ctx, toArn(ctx, group));
    if (!tags) return { state: 'absent', found: { group: undefined, isTagged: false, functionMs } };
    const found = { group, isTagged: isAnyLabs(tags), functionMs };
    const seen = { state: 'present', arn: toArn(ctx, group), found, output: {} };
    if (found.isTagged) return { ...seen, ...toOwned(ctx, tags) };
    // Lambda makes the group untagged: then it is the lab's only if the lab's function made it.
    const isOurs = functionMs !== undefined && (group.creationTime ?? 0) >= functionMs;
    return isOurs
      ? { ...seen, owner: 'lab', tags }
      : { ...seen, owner: 'foreign', tags, isBystander: true };
  },

  async claim(ctx, { found }) {
    if (found?.group && !found.isTagged) await tag(ctx, toArn(ctx, found.group));
  },

  findDrift,

  async ensure(ctx, _needs, { found }) {
    const ensured = { state: 'present', arn: toArn(ctx, found?.group), output: {} };
    if (!found?.group) {
      const isNew = await createLogGroup(ctx);
      if (!isNew) await adoptOrRefuse(ctx, await this.inspect(ctx));
      await putRetention(ctx);
      return { outcome: 'created', ...ensured };
    }
    const drift = findDrift(ctx, found);
    const fields = drift.map(({ field }) => field);
    if (fields.includes('tags')) await tag(ctx, ensured.arn);
    if (fields.includes('retention')) await putRetention(ctx);
    return { outcome: drift.length > 0 ? 'updated' : 'unchanged', ...ensured };
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

function findDrift(ctx: ResourceContext, { group, isTagged }: FoundLogGroup): Difference[] {
  const drift = isTagged ? [] : [{ field: 'tags' }];
  const { retentionInDays: days } = group ?? {};
  const { logRetentionDays } = ctx.config;
  if (days === logRetentionDays) return drift;
  const from = days === undefined ? 'for ever' : `${days} days`;
  return [...drift, { field: 'retention', from, to: `${logRetentionDays} days` }];
}

/** Without the `:*` that some answers add: tags are asked for and set without it. */
function toArn({ identity, region, resource }: ResourceContext, group?: LogGroup): string {
  const { partition, account } = identity;
  return (
    group?.logGroupArn ??
    group?.arn?.replace(/:\*$/, '') ??
    `arn:${partition}:logs:${region}:${account}:log-group:${resource.name}`
  );
}

async function findLogGroup(ctx: ResourceContext): Promise<LogGroup | undefined> {
  const client = await ctx.aws.logs();
  const pages = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: ctx.resource.name });
  for await (const page of pages) {
    const group = page.logGroups?.find(({ logGroupName }) => logGroupName === ctx.resource.name);
    if (group) return group;
  }
  return undefined;
}

/** Undefined when the group has gone since it was listed. */
async function readTags(
  ctx: ResourceContext,
  arn: string,
): Promise<Record<string, string> | undefined> {
  const client = await ctx.aws.logs();
  try {
    const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    return tags;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** When the lab's own function was made, by its tag; Lambda itself tells only when it was changed last. */
async function findFunctionMs(ctx: ResourceContext): Promise<number | undefined> {
  const found = await readFunction(ctx);
  if (!found || toOwner(ctx, found.tags) !== 'lab') return undefined;
  return toCreatedMs(found.tags);
}

/** False when there is one. */
async function createLogGroup(ctx: ResourceContext): Promise<boolean> {
  const client = await ctx.aws.logs();
  const command = new CreateLogGroupCommand({
    logGroupName: ctx.resource.name,
    tags: { ...ctx.tags },
  });
  try {
    await retryWhile(ctx, BUSY, () => client.send(command));
    return true;
  } catch (error) {
    if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
    return false;
  }
}

/** "Already exists" after a retried create is ours when its tags are, or when Lambda made it for the lab's function. */
async function adoptOrRefuse(
  ctx: ResourceContext,
  { owner, arn, found }: Observation<object, FoundLogGroup>,
): Promise<void> {
  if (owner === 'foreign') {
    const message = `The log-group ${ctx.resource.name} exists and is not the lab's.`;
    throw new LabError('FOREIGN_RESOURCE', message);
  }
  if (arn && !found?.isTagged) await tag(ctx, arn);
}

async function tag(ctx: ResourceContext, arn: string): Promise<void> {
  const client = await ctx.aws.logs();
  await client.send(new TagResourceCommand({ resourceArn: arn, tags: { ...ctx.tags } }));
}

async function putRetention(ctx: ResourceContext): Promise<void> {
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
