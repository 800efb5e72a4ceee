import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { defineResource, type ResourceContext } from '../../src/resources/shared/define.js';
import { readListedTags } from '../../src/resources/shared/discovery.js';
import { toOwned } from '../../src/resources/shared/ownership.js';
import type { Session } from '../../src/session/session.js';

/** A whole resource in one file: a log group for notes, which needs the lab's role. */

export interface Needs {
  readonly role: { readonly arn: string };
}

export const toy = defineResource({
  name: 'toy',
  kind: 'toy',
  dependsOn: ['role'],
  permissions: [
    {
      sid: 'Toy',
      service: 'logs',
      actions: ['CreateLogGroup', 'DeleteLogGroup'],
      on: [({ account, region }) => [`arn:aws:logs:${region}:${account}:log-group:toy-*`]],
    },
  ],
  checks: [{ name: 'toy', run: async () => ({ state: 'ok', message: 'The toy is fine.' }) }],

  label: ({ config }) => `toy-of-${config.lab || 'default'}`,

  async inspect(ctx) {
    const group = await findGroup(ctx);
    const arn = group?.logGroupArn;
    if (!group || !arn) return { state: 'absent' };
    return { state: 'present', arn, ...toOwned(ctx, await readTags(ctx, arn)), output: {} };
  },

  async listAll(ctx) {
    const groups = await listGroups(ctx, 'toy-of-');
    return groups.map(({ logGroupName = '', logGroupArn = '' }) => ({
      name: logGroupName,
      readTags: () => readListedTags(() => readTags(ctx, logGroupArn)),
    }));
  },

  async ensure(ctx, { role }: Needs, seen) {
    if (seen.state === 'present') return { outcome: 'unchanged', state: 'present', output: {} };
    const client = await ctx.aws.logs();
    const tags = { ...ctx.tags, role: role.arn };
    await client.send(new CreateLogGroupCommand({ logGroupName: ctx.resource.name, tags }));
    return { outcome: 'created', state: 'present', output: {} };
  },

  async destroy(ctx) {
    const client = await ctx.aws.logs();
    await client.send(new DeleteLogGroupCommand({ logGroupName: ctx.resource.name }));
    return 'deleted';
  },
});

async function findGroup(ctx: ResourceContext): Promise<LogGroup | undefined> {
  const { name } = ctx.resource;
  return (await listGroups(ctx, name)).find(({ logGroupName }) => logGroupName === name);
}

async function listGroups({ aws }: Session, logGroupNamePrefix: string): Promise<LogGroup[]> {
  const client = await aws.logs();
  const groups: LogGroup[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    groups.push(...(page.logGroups ?? []));
  }
  return groups;
}

async function readTags({ aws }: Session, resourceArn: string): Promise<Record<string, string>> {
  const client = await aws.logs();
  return (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? {};
}
