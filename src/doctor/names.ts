import { ListTagsForResourceCommand as ListLogTagsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import { ListPolicyTagsCommand, ListRoleTagsCommand } from '@aws-sdk/client-iam';
import { ListTagsCommand } from '@aws-sdk/client-lambda';
import { fromTagList, toCreatedMs, toOwnership } from '../aws/tags.js';
import { inspectAll } from '../plan/inspect.js';
import { allSteps } from '../steps/index.js';
import type { AwsContext, Check, Said } from './check.js';

/** Whether somebody else has one of the lab's names, and who. */
export const names: Check<AwsContext> = {
  name: 'names',
  async run(ctx): Promise<Said | Said[]> {
    const seen = await inspectAll(allSteps, ctx);
    const taken = allSteps.filter((step) => {
      const observation = seen.get(step.name);
      return observation?.owner === 'foreign' && !observation.isBystander;
    });
    const lab = ctx.config.lab || 'default';
    if (taken.length === 0) {
      const own = allSteps.filter((step) => seen.get(step.name)?.owner === 'lab').length;
      const message =
        own > 0 ? `The lab "${lab}" exists here.` : `All names of the lab "${lab}" are free.`;
      return { state: 'ok', message };
    }
    return Promise.all(
      taken.map(async (step): Promise<Said> => {
        const whose = await describeOwner(ctx, step.kind, seen.get(step.name)?.arn ?? '');
        return {
          state: 'failed',
          message: `${step.kind} ${step.label(ctx)} exists and is ${whose}.`,
          remedy: 'Choose other names with --lab NAME or the VALKEY_LAB_* variables.',
        };
      }),
    );
  },
};

async function describeOwner(ctx: AwsContext, kind: string, arn: string): Promise<string> {
  const tags = await readTags(ctx, kind, arn).catch(() => ({}));
  const owner = toOwnership(tags);
  if (!owner) return 'not made by valkey-lab';
  const createdMs = toCreatedMs(tags);
  const when = createdMs === undefined ? '' : `, made ${new Date(createdMs).toISOString()}`;
  return `of the lab "${owner.lab || 'default'}" in ${owner.region}${when}`;
}

async function readTags(
  { aws }: AwsContext,
  kind: string,
  arn: string,
): Promise<Readonly<Record<string, string>>> {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (kind === 'role') {
    const iam = await aws.iam();
    return fromTagList((await iam.send(new ListRoleTagsCommand({ RoleName: name }))).Tags);
  }
  if (kind === 'policy') {
    const iam = await aws.iam();
    return fromTagList((await iam.send(new ListPolicyTagsCommand({ PolicyArn: arn }))).Tags);
  }
  if (kind === 'function') {
    const lambda = await aws.lambda();
    return (await lambda.send(new ListTagsCommand({ Resource: arn }))).Tags ?? {};
  }
  if (kind === 'log-group') {
    const logs = await aws.logs();
    return (await logs.send(new ListLogTagsCommand({ resourceArn: arn }))).tags ?? {};
  }
  const elastiCache = await aws.elastiCache();
  const answer = await elastiCache.send(new ListTagsForResourceCommand({ ResourceName: arn }));
  return fromTagList(answer.TagList);
}
