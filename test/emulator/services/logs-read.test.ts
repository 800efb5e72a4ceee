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

describe('reading CloudWatch Logs', () => {
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

  test('FilterLogEvents merges streams by time and gives pages', async () => {
    write('s1', 'one');
    logs.advance(10);
    write('s2', 'two');
    logs.advance(10);
    write('s1', 'three', 'four');

    expect(await messages()).toEqual(['one', 'two', 'three', 'four']);
    const first = await filter({ limit: 3 });
    expect(first.events.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
    // What was written since comes on a later page.
    write('s1', 'five');
    expect(await messages({ nextToken: first.nextToken })).toEqual(['four', 'five']);
    const ids = (await filter()).events.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(5);
    expect(ids.every((id) => /^\d{56}$/.test(id))).toBe(true);
  });

  test('FilterLogEvents goes by time and stream', async () => {
    const startMs = logs.clock.now();
    write('a1', 'one');
    logs.advance(10);
    write('a2', 'two');
    logs.advance(10);
    write('b', 'three');

    expect(await messages({ startTime: startMs + 10 })).toEqual(['two', 'three']);
    expect(await messages({ endTime: startMs + 10 })).toEqual(['one', 'two']);
    expect(await messages({ logStreamNames: ['b'] })).toEqual(['three']);
    expect(await messages({ logStreamNamePrefix: 'a' })).toEqual(['one', 'two']);
    expect(
      (await logs.run<Filtered>('FilterLogEvents', { logGroupIdentifier: ARN })).events,
    ).toHaveLength(3);
    await expect(filter({ logStreamNames: ['c'] })).rejects.toMatchObject({
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
    write('s', 'START x', 'Success: Inserted a', 'Success again', 'say "hi"');
    expect(await messages({ filterPattern })).toEqual(expected);
  });

  test.each(['{ $.a = 1 }', '[a, b]', '%x%', 'a:b', '"open'])(
    'the pattern %j is refused',
    async (filterPattern) => {
      write('s', 'x');
      await expect(filter({ filterPattern })).rejects.toMatchObject({
        shape: 'InvalidParameterException',
      });
    },
  );

  test('GetLogEvents walks forward and back, and repeats its token at the end', async () => {
    write('s', ...Array.from({ length: 5 }, (_, index) => `m${index}`));
    const get = (input: object = {}) =>
      logs.run<{
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
    write('s', 'm5');
    const more = await get({ nextToken: last.nextForwardToken });
    expect(more.events.map(({ message }) => message)).toEqual(['m5']);
    await expect(get({ nextToken: 'x' })).rejects.toMatchObject({
      shape: 'InvalidParameterException',
    });
  });

  test('events older than the retention are gone', async () => {
    write('s', 'old');
    await logs.run('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 1 });
    logs.advance(86_400_001);
    write('s', 'new');
    expect(await messages()).toEqual(['new']);
  });
});
