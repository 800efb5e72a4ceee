import { beforeEach, describe, expect, test } from 'vitest';
import { ARN, createLogsLab, GROUP, type LogsLab } from '../../support/logs-lab.js';

describe('CloudWatch Logs', () => {
  let lab: LogsLab;
  beforeEach(() => {
    lab = createLogsLab();
  });

  test('a group has one ARN with and one without the star', async () => {
    await lab.logs.run('CreateLogGroup', { logGroupName: GROUP, tags: { env: 'lab' } });
    await lab.logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 7 });

    expect(await lab.logs.run('DescribeLogGroups', { logGroupNamePrefix: '/aws/' })).toEqual({
      logGroups: [
        {
          logGroupName: GROUP,
          creationTime: lab.logs.clock.now(),
          retentionInDays: 7,
          metricFilterCount: 0,
          arn: `${ARN}:*`,
          storedBytes: 0,
          logGroupClass: 'STANDARD',
          logGroupArn: ARN,
        },
      ],
    });
    await lab.logs.run('DeleteRetentionPolicy', { logGroupName: GROUP });
    const { logGroups } = await lab.logs.run<{ logGroups: object[] }>('DescribeLogGroups');
    expect(logGroups[0]).not.toHaveProperty('retentionInDays');
  });

  test('an existing group, a missing group and an unknown retention are refused', async () => {
    await lab.logs.run('CreateLogGroup', { logGroupName: GROUP });

    await expect(lab.logs.run('CreateLogGroup', { logGroupName: GROUP })).rejects.toMatchObject({
      shape: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    await expect(lab.logs.run('DeleteLogGroup', { logGroupName: 'x' })).rejects.toMatchObject({
      shape: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await expect(
      lab.logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 8 }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterException' });
    await lab.logs.run('DeleteLogGroup', { logGroupName: GROUP });
    await expect(lab.filter()).rejects.toMatchObject({ shape: 'ResourceNotFoundException' });
  });

  test('groups come in pages, by prefix or by part of the name', async () => {
    for (const name of ['b', 'a1', 'a2', 'a3', 'xA']) {
      await lab.logs.run('CreateLogGroup', { logGroupName: name });
    }
    const names = async (input: object) => {
      const answer = await lab.logs.run<{
        logGroups: { logGroupName: string }[];
        nextToken?: string;
      }>('DescribeLogGroups', input);
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
    await lab.logs.run('CreateLogGroup', { logGroupName: GROUP, tags: { a: '1' } });
    await lab.logs.run('TagResource', { resourceArn: ARN, tags: { b: '2' } });
    await lab.logs.run('UntagResource', { resourceArn: ARN, tagKeys: ['a', 'x'] });

    expect(await lab.logs.run('ListTagsForResource', { resourceArn: ARN })).toEqual({
      tags: { b: '2' },
    });
    expect(await lab.logs.run('ListTagsLogGroup', { logGroupName: GROUP })).toEqual({
      tags: { b: '2' },
    });
    await expect(
      lab.logs.run('ListTagsForResource', { resourceArn: `${ARN}:*` }),
    ).rejects.toMatchObject({ shape: 'InvalidParameterException' });
    await expect(
      lab.logs.run('TagResource', { resourceArn: `${ARN}x`, tags: { a: '1' } }),
    ).rejects.toMatchObject({ shape: 'ResourceNotFoundException' });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']));
    await expect(
      lab.logs.run('TagResource', { resourceArn: ARN, tags: many }),
    ).rejects.toMatchObject({
      shape: 'TooManyTagsException',
      members: { resourceName: ARN },
    });
  });

  test('a function’s log lines create group and stream, and are readable after a while', async () => {
    lab = createLogsLab({ pace: 1 });
    lab.write('s1', 'START', 'END');

    expect(await lab.messages()).toEqual([]);
    lab.logs.advance(3_000);
    expect(await lab.messages()).toEqual(['START', 'END']);
    expect(await lab.logs.run('DescribeLogStreams', { logGroupName: GROUP })).toMatchObject({
      logStreams: [
        {
          logStreamName: 's1',
          arn: `${ARN}:log-stream:s1`,
          lastEventTimestamp: lab.logs.clock.now() - 3_000,
        },
      ],
    });
  });

  test('PutLogEvents requires a stream and order of time, and reports rejected events', async () => {
    await lab.logs.run('CreateLogGroup', { logGroupName: GROUP });
    const put = (...offsets: number[]) =>
      lab.logs.run('PutLogEvents', {
        logGroupName: GROUP,
        logStreamName: 's',
        logEvents: offsets.map((offset) => ({
          timestamp: lab.logs.clock.now() + offset,
          message: `at ${offset}`,
        })),
      });

    await expect(put(0)).rejects.toMatchObject({
      shape: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await lab.logs.run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's' });
    await expect(
      lab.logs.run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's' }),
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
    expect(await lab.messages()).toEqual(['at -1', 'at 0']);
  });

  test('streams are listed by name or by their last event', async () => {
    lab.write('a', 'x');
    lab.write('b', 'x');
    lab.logs.advance(10);
    lab.write('a', 'y');
    const names = async (input: object) => {
      const { logStreams } = await lab.logs.run<{ logStreams: { logStreamName: string }[] }>(
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
