import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { attempt, isNotFound, LAG_LIMIT_MS, type Probe } from '../probe.js';

const CHANGED_TAG = 'valkey-lab:changed';

/** Creates a log group, and reads it at once and after a change. */
export async function probeLogReads(probe: Probe): Promise<void> {
  const { target, journal, names, tags, account } = probe;
  const { logs } = target.clients;
  await logs.send(new CreateLogGroupCommand({ logGroupName: names.logGroup, tags: { ...tags } }));
  const list = new DescribeLogGroupsCommand({ logGroupNamePrefix: names.logGroup });
  const isSeen = ((await logs.send(list)).logGroups ?? []).length > 0;
  await target.sleep(LAG_LIMIT_MS);
  const place = `${account.partition}:logs:${target.region}:${account.id}`;
  const resourceArn = `arn:${place}:log-group:${names.logGroup}`;
  await logs.send(new TagResourceCommand({ resourceArn, tags: { [CHANGED_TAG]: 'true' } }));
  const changed = await attempt(logs.send(new ListTagsForResourceCommand({ resourceArn })));
  const keys = changed.ok ? Object.keys(changed.value.tags ?? {}) : [];
  if (!changed.ok && isNotFound(changed)) return journal.observe('logs-reads', 'not-found');
  if (changed.ok && keys.length === 0) return journal.observe('logs-reads', 'empty');
  const isCurrent = isSeen && keys.includes(CHANGED_TAG);
  journal.observe('logs-reads', isCurrent ? 'at-once' : 'stale');
}
