import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toIoredisOptions } from './ioredis.js';
import { type ClientLab, startClientLab, USER } from './support.js';

const JOBS = 100;
const WAIT_MS = 20_000;

describe.each([2, 3] as const)('BullMQ on ioredis with RESP%i', (protocol) => {
  let lab: ClientLab;
  const opened: { close(): Promise<unknown> }[] = [];
  beforeAll(async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {}); // BullMQ warns about AWS's eviction policy
    lab = await startClientLab();
  });
  afterAll(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    vi.restoreAllMocks();
    await lab[Symbol.asyncDispose]();
  });

  function open<T extends { close(): Promise<unknown> }>(each: T): T {
    opened.push(each);
    return each;
  }

  /** BullMQ's scripts use several keys. The hash tag in the prefix puts them into one slot (F5.2). */
  async function toOptions() {
    const password = await lab.token();
    const options = toIoredisOptions({ lab, protocol, username: USER, password });
    const connection = { ...options, protocol, maxRetriesPerRequest: null, lazyConnect: false };
    return { connection, prefix: '{bull}' };
  }

  test('queues jobs, runs them in parallel, retries and delays them, and orders them by priority', async () => {
    const queue = open(new Queue('jobs', await toOptions()));
    const events = open(new QueueEvents('jobs', await toOptions()));
    await events.waitUntilReady();
    for (const emitter of [queue, events]) emitter.setMaxListeners(0); // each job adds a few listeners
    const work = async (job: Job<{ number: number }>) => {
      if (job.data.number === 7 && job.attemptsMade === 0) throw new Error('The first time fails.');
      return job.data.number * 2;
    };
    const jobs = await queue.addBulk(
      Array.from({ length: JOBS }, (_, number) => ({
        name: 'double',
        data: { number },
        opts: { attempts: 2, ...(number % 10 === 0 && { delay: 50 }), priority: 1 + (number % 3) },
      })),
    );
    open(new Worker('jobs', work, { ...(await toOptions()), concurrency: 10 }));

    const results = await Promise.all(jobs.map((job) => job.waitUntilFinished(events, WAIT_MS)));

    expect(results).toEqual(jobs.map((_, number) => number * 2));
    expect(await queue.getJobCounts('completed', 'failed', 'waiting', 'delayed')).toEqual({
      completed: JOBS,
      failed: 0,
      waiting: 0,
      delayed: 0,
    });
    await queue.obliterate({ force: true });
    expect(lab.log).toEqual([]);
    expect(lab.emulator.compatibility()).toEqual([]);
  });

  test('without a hash tag in the prefix, the cache refuses the scripts as serverless caches do', async () => {
    const { connection } = await toOptions();
    const client = new Redis(connection);
    const queue = open(new Queue('jobs', { connection: client, prefix: 'bull' }));

    await expect(queue.add('double', { number: 1 })).rejects.toThrow(/CROSSSLOT|same slot/);
    client.disconnect();
    expect(lab.emulator.compatibility()).toMatchObject([
      {
        client: expect.stringMatching(/^ioredis 6/),
        problem: 'cross-slot',
        command: 'EVAL',
        count: 1,
      },
    ]);
  });
});
