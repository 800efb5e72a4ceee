import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLogLines } from '../../src/aws/log-events.js';
import type { LogLine } from '../../src/aws/log-line.js';
import type { Time } from '../../src/aws/time.js';
import { type Lab, startLab } from '../support/lab.js';

const GROUP = '/aws/lambda/AccessValkey';

describe('readLogLines', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
    const client = await lab.ctx.aws.logs();
    await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    for (const logStreamName of ['one', 'two']) {
      await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
    }
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  /** Writes one line at each of the times. */
  const write = async (logStreamName: string, moments: readonly number[]) => {
    const client = await lab.ctx.aws.logs();
    const logEvents = moments.map((timestamp) => ({ timestamp, message: `${timestamp}\n` }));
    await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  };
  const query = (sinceMs: number, time?: Time) => ({
    ...{ logGroup: GROUP, sinceMs, time },
    signal: lab.ctx.signal,
  });

  test('yields the lines of several pages and streams once, in order of time', async () => {
    const nowMs = lab.emulator.clock.now();
    const odd = Array.from({ length: 5_200 }, (_, index) => nowMs - 2 * index - 1);
    const even = odd.map((moment) => moment - 1);
    await write('one', odd.toReversed());
    await write('two', even.toReversed());

    const pages: string[][] = [];
    for await (const page of readLogLines(lab.ctx.aws, query(nowMs - 60_000))) {
      pages.push(page.map(({ message }) => message));
    }

    expect(lab.calls('FilterLogEvents')).toBe(2);
    expect(pages.map(({ length }) => length)).toEqual([10_000, 400]);
    expect(pages.flat()).toEqual([...odd, ...even].sort((a, b) => a - b).map(String));
  });

  test('leaves out lines from before the start time', async () => {
    const nowMs = lab.emulator.clock.now();
    await write('one', [nowMs - 5_000, nowMs - 1_000]);

    const lines: LogLine[] = [];
    for await (const page of readLogLines(lab.ctx.aws, query(nowMs - 2_000))) lines.push(...page);

    expect(lines).toEqual([
      {
        timestamp: new Date(nowMs - 1_000).toISOString(),
        logStream: 'one',
        message: String(nowMs - 1_000),
      },
    ]);
  });

  test('yields followed lines once, even if they arrive late', async () => {
    const nowMs = lab.emulator.clock.now();
    await write('one', [nowMs - 3_000]);
    // During the pauses, a new line arrives, then a late line of another stream, then nothing. The last pause ends it.
    const pauses = [
      () => write('one', [nowMs - 1_000]),
      () => write('two', [nowMs - 2_000]),
      async () => {},
    ];
    const time: Time = {
      now: () => lab.emulator.clock.now(),
      async sleep() {
        const next = pauses.shift();
        if (!next) throw new Error('The test ends the follower.');
        await next();
      },
    };
    const seen: number[] = [];
    const follow = async () => {
      for await (const page of readLogLines(lab.ctx.aws, query(nowMs - 60_000, time), true)) {
        seen.push(...page.map(({ message }) => Number(message) - nowMs));
      }
    };

    await expect(follow()).rejects.toThrow('The test ends the follower.');

    expect(seen).toEqual([-3_000, -1_000, -2_000]);
  });
});
