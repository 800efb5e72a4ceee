import { beforeEach, describe, expect, test } from 'vitest';
import { logsService } from '../../../src/emulator/services/logs.js';
import { appendLogEvents } from '../../../src/emulator/services/logs-append.js';
import { createOperations, type Operations } from '../support/operations.js';

const GROUP = '/aws/lambda/AccessValkey';
const ARN = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`;

interface Filtered {
  readonly events: { readonly message: string; readonly eventId: string }[];
  readonly nextToken?: string;
}

describe('CloudWatch Logs', () => {
  let logs: Operations;
  const write = (stream: string, ...messages: string[]) => {
    const { state, account, clock, region } = logs.context;
    appendLogEvents({ state: state.logs, account, clock, region, group: GROUP, stream, messages });
  };
  const filter = async (input: object = {}) => {
    return logs.run<Filtered>('FilterLogEvents', { logGroupName: GROUP, ...input });
  };
  const messages = async (input: object = {}) =>
    (await filter(input)).events.map(({ message }) => message);

  beforeEach(() => {
    logs = createOperations(logsService);
  });

  test('a group has one ARN with and one without the star', async () => {
    await logs.run('CreateLogGroup', { logGroupName: GROUP, tags: { env: 'lab' } });
    await logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 7 });

    expect(await logs.run('DescribeLogGroups', { logGroupNamePrefix: '/aws/' })).toEqual({
      logGroups: [
        {
          logGroupName: GROUP,
          creationTime: logs.clock.now(),
          retentionInDays: 7,
          metricFilterCount: 0,
          arn: `${ARN}:*`,
          storedBytes: 0,
          logGroupClass: 'STANDARD',
          logGroupArn: ARN,
        },
      ],
    });
    await logs.run('DeleteRetentionPolicy', { logGroupName: GROUP });
    const { logGroups } = await logs.run<{ logGroups: object[] }>('DescribeLogGroups');
    expect(logGroups[0]).not.toHaveProperty('retentionInDays');
  });

  test('a group that exists, one that does not, and a retention that AWS does not have', async () => {
    await logs.run('CreateLogGroup', { logGroupName: GROUP });

    await expect(logs.run('CreateLogGroup', { logGroupName: GROUP })).rejects.toMatchObject({
      shape: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    await expect(logs.run('DeleteLogGroup', { logGroupName: 'x' })).rejects.toMatchObject({
      shape: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(
      logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 8 }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterException' });
    await logs.run('DeleteLogGroup', { logGroupName: GROUP });
    await expect(filter()).rejects.toMatchObject({ shape: 'ResourceNotFoundException' });
  });

  test('groups come in pages, by prefix or by part of the name', async () => {
    for (const name of ['b', 'a1', 'a2', 'a3', 'xA']) {
      await logs.run('CreateLogGroup', { logGroupName: name });
    }
    const names = async (input: object) => {
      const answer = await logs.run<{ logGroups: { logGroupName: string }[]; nextToken?: string }>(
        'DescribeLogGroups',
        input,
      );
      return [answer.logGroups.map(({ logGroupName }) => logGroupName), answer.nextToken] as const;
    };

    const [first, nextToken] = await names({ logGroupNamePrefix: 'a', limit: 2 });
    expect(first).toEqual(['a1', 'a2']);
    expect(await names({ logGroupNamePrefix: 'a', nextToken })).toEqual([['a3'], undefined]);
    expect((await names({ logGroupNamePattern: 'A' }))[0]).toEqual(['a1', 'a2', 'a3', 'xA']);
    await expect(names({ nextToken: 'bogus' })).rejects.toMatchObject({
      shape: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    });
  });

  test('tags take the ARN without the star', async () => {
    await logs.run('CreateLogGroup', { logGroupName: GROUP, tags: { a: '1' } });
    await logs.run('TagResource', { resourceArn: ARN, tags: { b: '2' } });
    await logs.run('UntagResource', { resourceArn: ARN, tagKeys: ['a', 'x'] });

    expect(await logs.run('ListTagsForResource', { resourceArn: ARN })).toEqual({
      tags: { b: '2' },
    });
    expect(await logs.run('ListTagsLogGroup', { logGroupName: GROUP })).toEqual({
      tags: { b: '2' },
    });
    await expect(
      logs.run('ListTagsForResource', { resourceArn: `${ARN}:*` }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterException' });
    await expect(
      logs.run('TagResource', { resourceArn: `${ARN}x`, tags: { a: '1' } }),
    ).rejects.toMatchObject({ shape: 'ResourceNotFoundException' });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']));
    await expect(logs.run('TagResource', { resourceArn: ARN, tags: many })).rejects.toMatchObject({
      shape: 'TooManyTagsException',
      members: { resourceName: ARN },
    });
  });

  test("a function's lines make group and stream, and are readable after a while", async () => {
    logs = createOperations(logsService, { pace: 1 });
    write('s1', 'START', 'END');

    expect(await messages()).toEqual([]);
    logs.advance(3_000);
    expect(await messages()).toEqual(['START', 'END']);
    expect(await logs.run('DescribeLogStreams', { logGroupName: GROUP })).toMatchObject({
      logStreams: [
        {
          logStreamName: 's1',
          arn: `${ARN}:log-stream:s1`,
          lastEventTimestamp: logs.clock.now() - 3_000,
        },
      ],
    });
  });

  test('PutLogEvents wants its stream and the order of time, and says what it rejected', async () => {
    await logs.run('CreateLogGroup', { logGroupName: GROUP });
    const put = (...offsets: number[]) =>
      logs.run('PutLogEvents', {
        logGroupName: GROUP,
        logStreamName: 's',
        logEvents: offsets.map((offset) => ({
          timestamp: logs.clock.now() + offset,
          message: `at ${offset}`,
        })),
      });

    await expect(put(0)).rejects.toMatchObject({
      shape: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await logs.run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's' });
    await expect(
      logs.run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's' }),
    ).rejects.toMatchObject({ shape: 'ResourceAlreadyExistsException' });
    await expect(put(0, -1)).rejects.toMatchObject({
      message: 'Log events in a single PutLogEvents request must be in chronological order.',
    });
    expect(await put(-1, 0, 7_200_001)).toMatchObject({
      rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 },
    });
    expect(await put(-15 * 86_400_000)).toMatchObject({
      rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
    });
    expect(await messages()).toEqual(['at -1', 'at 0']);
  });

  test('streams by name or by their last event', async () => {
    write('a', 'x');
    write('b', 'x');
    logs.advance(10);
    write('a', 'y');
    const names = async (input: object) => {
      const { logStreams } = await logs.run<{ logStreams: { logStreamName: string }[] }>(
        'DescribeLogStreams',
        { logGroupName: GROUP, ...input },
      );
      return logStreams.map(({ logStreamName }) => logStreamName);
    };

    expect(await names({})).toEqual(['a', 'b']);
    expect(await names({ descending: true })).toEqual(['b', 'a']);
    expect(await names({ orderBy: 'LastEventTime' })).toEqual(['b', 'a']);
    expect(await names({ logStreamNamePrefix: 'b' })).toEqual(['b']);
  });
});
