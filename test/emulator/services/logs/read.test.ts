import { beforeEach, describe, expect, test } from 'vitest';
import { ARN, createLogsLab, type Filtered, GROUP, type LogsLab } from '../../support/logs-lab.js';

describe('reading CloudWatch Logs', () => {
  let lab: LogsLab;
  beforeEach(() => {
    lab = createLogsLab();
  });

  test('FilterLogEvents merges streams by time, in pages', async () => {
    lab.write('s1', 'one');
    lab.logs.advance(10);
    lab.write('s2', 'two');
    lab.logs.advance(10);
    lab.write('s1', 'three', 'four');

    expect(await lab.messages()).toEqual(['one', 'two', 'three', 'four']);
    const first = await lab.filter({ limit: 3 });
    expect(first.events.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
    // Events written since then come on a later page.
    lab.write('s1', 'five');
    expect(await lab.messages({ nextToken: first.nextToken })).toEqual(['four', 'five']);
    const ids = (await lab.filter()).events.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(5);
    expect(ids.every((id) => /^\d{56}$/.test(id))).toBe(true);
  });

  test('FilterLogEvents selects by time and stream', async () => {
    const startMs = lab.logs.clock.now();
    lab.write('a1', 'one');
    lab.logs.advance(10);
    lab.write('a2', 'two');
    lab.logs.advance(10);
    lab.write('b', 'three');

    expect(await lab.messages({ startTime: startMs + 10 })).toEqual(['two', 'three']);
    expect(await lab.messages({ endTime: startMs + 10 })).toEqual(['one', 'two']);
    expect(await lab.messages({ logStreamNames: ['b'] })).toEqual(['three']);
    expect(await lab.messages({ logStreamNamePrefix: 'a' })).toEqual(['one', 'two']);
    expect(
      (await lab.logs.run<Filtered>('FilterLogEvents', { logGroupIdentifier: ARN })).events,
    ).toHaveLength(3);
    await expect(lab.filter({ logStreamNames: ['c'] })).rejects.toMatchObject({
      message: 'The specified log stream does not exist.',
    });
  });

  test.each([
    ['Success', ['Success: Inserted a', 'Success again']],
    ['success', []],
    ['Success Inserted', ['Success: Inserted a']],
    ['"Success: Inserted"', ['Success: Inserted a']],
    ['?again ?START', ['START x', 'Success again']],
    ['Success -again', ['Success: Inserted a']],
    ['-Success', ['START x', 'say "hi"']],
    ['"say \\"hi\\""', ['say "hi"']],
    ['  ', ['START x', 'Success: Inserted a', 'Success again', 'say "hi"']],
  ])('the pattern %j finds %j', async (filterPattern, expected) => {
    lab.write('s', 'START x', 'Success: Inserted a', 'Success again', 'say "hi"');
    expect(await lab.messages({ filterPattern })).toEqual(expected);
  });

  test.each(['{ $.a = 1 }', '[a, b]', '%x%', 'a:b', '"open'])(
    'the pattern %j is refused',
    async (filterPattern) => {
      lab.write('s', 'x');
      await expect(lab.filter({ filterPattern })).rejects.toMatchObject({
        shape: 'InvalidParameterException',
      });
    },
  );

  test('GetLogEvents reads forward and backward, and repeats its token at the end', async () => {
    lab.write('s', ...Array.from({ length: 5 }, (_, index) => `m${index}`));
    const get = (input: object = {}) =>
      lab.logs.run<{
        events: { message: string }[];
        nextForwardToken: string;
        nextBackwardToken: string;
      }>('GetLogEvents', { logGroupName: GROUP, logStreamName: 's', limit: 2, ...input });

    const last = await get();
    expect(last.events.map(({ message }) => message)).toEqual(['m3', 'm4']);
    const before = await get({ nextToken: last.nextBackwardToken });
    expect(before.events.map(({ message }) => message)).toEqual(['m1', 'm2']);
    const end = await get({ nextToken: last.nextForwardToken });
    expect(end).toMatchObject({ events: [], nextForwardToken: last.nextForwardToken });
    expect((await get({ startFromHead: true })).events[0]?.message).toBe('m0');
    lab.write('s', 'm5');
    const more = await get({ nextToken: last.nextForwardToken });
    expect(more.events.map(({ message }) => message)).toEqual(['m5']);
    await expect(get({ nextToken: 'x' })).rejects.toMatchObject({
      shape: 'InvalidParameterException',
    });
  });

  test('events older than the retention are gone', async () => {
    lab.write('s', 'old');
    await lab.logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 1 });
    lab.logs.advance(86_400_001);
    lab.write('s', 'new');
    expect(await lab.messages()).toEqual(['new']);
  });
});
