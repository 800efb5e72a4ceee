import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createIamAuthClient } from '../../../src/iam-auth/ioredis.js';
import { live } from './live.js';
import { type LongLab, startLongLab } from './long-lab.js';

const LOST_CONNECTION = /12 hours without a new AUTH/;

describe('13 hours of BullMQ', () => {
  let long: LongLab;
  let connection: Redis;
  beforeEach(async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {}); // BullMQ warns about AWS's eviction policy
    long = await startLongLab();
    // BullMQ requires unlimited retries. Its scripts tolerate that ioredis repeats a command whose reply was lost.
    // It also needs commands without a time limit, because its workers use blocking commands.
    const redisOptions = { maxRetriesPerRequest: null, commandTimeout: undefined };
    connection = createIamAuthClient({ ...long.options, redisOptions });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    connection.disconnect();
    await long[Symbol.asyncDispose]();
  });

  test('a worker that waits between jobs does every accepted job exactly once', async () => {
    const done: string[] = [];
    const queue = new Queue('jobs', { connection, prefix: '{bull}' });
    const worker = new Worker('jobs', async (job) => void done.push(job.data), {
      ...{ connection, prefix: '{bull}' },
    });
    queue.on('error', () => {});
    worker.on('error', () => {});
    await worker.waitUntilReady();
    const service = {
      async note(text: string) {
        // With its own id, a job exists only once even if its command is sent twice.
        await queue.add('note', text, { jobId: text.replaceAll(' ', '-') });
        await vi.waitUntil(() => done.includes(text), { timeout: 10_000, interval: 5 });
      },
      read: async () => {
        await queue.getJobCounts();
        return done;
      },
    };

    const { answered, rejected, noted } = await live(long, service);

    expect(rejected).toEqual([]);
    expect(answered.length).toBeGreaterThan(300);
    expect([...noted].sort()).toEqual([...answered].sort());
    expect(await queue.getJobCounts('completed', 'failed', 'waiting', 'active')).toEqual({
      ...{ completed: answered.length, failed: 0, waiting: 0, active: 0 },
    });
    // BullMQ duplicates the client for the connections that wait for jobs.
    expect(long.lab.log.join('\n')).not.toMatch(LOST_CONNECTION);
    await worker.close();
    await queue.close();
  }, 120_000);
});
