import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ifFound, isAboutResource, isAwsError, isDenied } from '../../aws/errors.js';
import { retryWhile } from '../../aws/retry.js';
import { isAnyLabs } from '../../engine/lab-tags.js';
import type { Difference, Observation } from '../../engine/resource.js';
import { arns } from '../shared/arns.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';
import { byName, changing, creating, listing, reading } from '../shared/lab-permissions.js';
import { adopt, toFunctionOwned, toOwned } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';
import { toLogGroupInput, toRetentionInput } from './input.js';

const LOG_GROUPS = '/aws/lambda/';

const CHANGES = ['DeleteLogGroup', 'FilterLogEvents', 'PutRetentionPolicy'];

/** The group and its function; the group may be absent. */
export interface FoundLogGroup {
  readonly group: LogGroup | undefined;
  readonly isTagged: boolean;
  /** The creation time of the lab's function; undefined when it does not exist. */
  readonly functionMs: number | undefined;
}

/** The function's log group. The lab creates it with a retention, because Lambda would keep its logs forever. */
export const logGroup = defineResource({
  name: 'logGroup',
  kind: 'log-group',
  nameKey: 'function',
  madeBy: ['deploy-function'],
  dependsOn: [],
  permissions: [
    creating('logs', ['CreateLogGroup'], [arns.anyLogGroup]),
    creating('logs', ['TagResource'], [arns.anyLogGroupTags]),
    changing('logs', CHANGES, [arns.anyLogGroup]),
    changing('logs', ['TagResource'], [arns.anyLogGroupTags]),
    // The proof function's group may be an older one without tags.
    byName('logs', ['FilterLogEvents', 'PutRetentionPolicy'], [arns.logGroup]),
    reading('logs', ['ListTagsForResource'], [arns.anyLogGroupTags]),
    listing('logs', ['DescribeLogGroups']),
  ],
  // While the role exists, a late log line of the function can create the group again (F6.11).
  destroyAfter: ['role'],
  // The owner of a group without tags is known only from the function's age.
  seenBefore: 'function',

  label: (ctx) => ctx.config.names.logGroup,

  async inspect(ctx, before): Promise<Observation<object, FoundLogGroup>> {
    const [group, functionMs] = await Promise.all([
      findLogGroup(ctx),
      before?.found ? before.found.functionMs : findFunctionMs(ctx),
    ]);
    if (!group) return { state: 'absent', found: { group, isTagged: false, functionMs } };
    const tags = await readTags(ctx, toArn(ctx, group));
    const found = { group, isTagged: isAnyLabs(tags ?? {}), functionMs };
    const createdMs = group.creationTime;
    const seen = { state: 'present', arn: toArn(ctx, group), found, output: {}, createdMs };
    if (!tags) return { ...seen, owner: 'unknown' };
    if (found.isTagged) return { ...seen, ...toOwned(ctx, tags) };
    // Lambda creates the group without tags. It is the lab's if it is not older than the lab's function.
    const isOurs = functionMs !== undefined && (group.creationTime ?? 0) >= functionMs;
    // `ensure` gives it all tags, so none of them counts as missing.
    return isOurs
      ? { ...seen, owner: 'lab' }
      : { ...seen, owner: 'foreign', tags, isBystander: true };
  },

  /** Lists the log groups of all functions, by the function's name: a group can outlive its function (F6.11). */
  async listAll({ aws }) {
    const client = await aws.logs();
    const found: Candidate[] = [];
    const groups = { logGroupNamePrefix: LOG_GROUPS };
    for await (const page of paginateDescribeLogGroups({ client }, groups)) {
      for (const group of page.logGroups ?? []) {
        const command = new ListTagsForResourceCommand({ resourceArn: toListedArn(group) });
        const read = async () => (await client.send(command)).tags;
        const name = group.logGroupName?.slice(LOG_GROUPS.length) ?? '';
        found.push({ name, readTags: () => readListedTags(read) });
      }
    }
    return found;
  },

  addTags: tag,

  async claim(ctx, { found }) {
    if (found?.group && !found.isTagged) await tag(ctx, toArn(ctx, found.group), ctx.tags);
  },

  findDrift,

  async ensure(ctx, _needs, { found }) {
    const ensured = { state: 'present', arn: toArn(ctx, found?.group), output: {} };
    if (!found?.group) {
      const isNew = await createLogGroup(ctx);
      if (!isNew) await adoptGroup(ctx, () => this.inspect(ctx));
      await putRetention(ctx);
      return { outcome: 'created', ...ensured };
    }
    const drift = findDrift(ctx, found);
    const fields = drift.map(({ field }) => field);
    if (fields.includes('tags')) await tag(ctx, ensured.arn, ctx.tags);
    if (fields.includes('retention')) await putRetention(ctx);
    return { outcome: drift.length > 0 ? 'updated' : 'unchanged', ...ensured };
  },

  async destroy(ctx) {
    const client = await ctx.aws.logs();
    const command = new DeleteLogGroupCommand({ logGroupName: ctx.resource.name });
    await ifFound(() => retryWhile(ctx, BUSY, () => client.send(command)));
    return 'deleted';
  },
});

function findDrift(ctx: ResourceContext, { group, isTagged }: FoundLogGroup): Difference[] {
  const drift = isTagged ? [] : [{ field: 'tags' }];
  const { retentionInDays: days } = group ?? {};
  const { logRetentionDays } = ctx.config;
  if (days === logRetentionDays) return drift;
  const from = days === undefined ? 'forever' : `${days} days`;
  return [...drift, { field: 'retention', from, to: `${logRetentionDays} days` }];
}

function toArn({ identity, region, resource }: ResourceContext, group?: LogGroup): string {
  const { partition, account } = identity;
  const arn = group && toListedArn(group);
  return arn ?? `arn:${partition}:logs:${region}:${account}:log-group:${resource.name}`;
}

/** Returns the ARN that the calls for tags take: without the `:*` at the end of `arn`. */
function toListedArn({ logGroupArn, arn }: LogGroup): string | undefined {
  return logGroupArn ?? arn?.replace(/:\*$/, '');
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

/** Reads the group's tags; undefined when AWS refuses them: the group is new, or has just been deleted. */
async function readTags(
  ctx: ResourceContext,
  arn: string,
): Promise<Record<string, string> | undefined> {
  const client = await ctx.aws.logs();
  const command = new ListTagsForResourceCommand({ resourceArn: arn });
  try {
    return (await client.send(command)).tags ?? {};
  } catch (error) {
    if (isAboutResource(error)) return undefined;
    throw error;
  }
}

/** Finds the creation time of the lab's function in its tag. Lambda itself returns only the time of the last change. */
async function findFunctionMs(ctx: ResourceContext): Promise<number | undefined> {
  const found = await readFunction(ctx);
  const owned = found && toFunctionOwned(ctx, found);
  return owned?.owner === 'lab' ? owned.createdMs : undefined;
}

/** Creates the group. Returns false when it exists already. */
async function createLogGroup(ctx: ResourceContext): Promise<boolean> {
  const client = await ctx.aws.logs();
  const command = new CreateLogGroupCommand(toLogGroupInput(ctx));
  try {
    await retryWhile(ctx, BUSY, () => client.send(command));
    return true;
  } catch (error) {
    if (!isAwsError(error, 'ResourceAlreadyExistsException')) throw error;
    return false;
  }
}

/** Accepts a group that carries the lab's tags, or that Lambda created for the lab's function. */
async function adoptGroup(
  ctx: ResourceContext,
  inspect: () => Promise<Observation<object, FoundLogGroup>>,
): Promise<void> {
  const seen = await adopt(ctx, async () => {
    const found = await inspect();
    return found.state === 'absent' ? undefined : found;
  });
  if (seen?.arn && !seen.found?.isTagged) await tag(ctx, seen.arn, ctx.tags);
}

async function tag(
  ctx: ResourceContext,
  arn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const client = await ctx.aws.logs();
  await client.send(new TagResourceCommand({ resourceArn: arn, tags: { ...tags } }));
}

async function putRetention(ctx: ResourceContext): Promise<void> {
  const client = await ctx.aws.logs();
  const command = new PutRetentionPolicyCommand(toRetentionInput(ctx));
  // An operator may change only groups with the lab's tag, which AWS may not see yet (F1.14).
  const tagless = { ...TAGLESS, forMs: ctx.lag.usualMs };
  await retryWhile(ctx, [BUSY, tagless], () => client.send(command));
}

const TAGLESS = {
  status: 'waiting until AWS sees the tags of the log group',
  isTransient: (error: unknown) => isDenied(error),
};

const BUSY = {
  status: 'waiting until CloudWatch Logs is ready',
  forMs: 60_000,
  isTransient: (error: unknown) => isAwsError(error, 'OperationAbortedException'),
};
