import { Queue, Worker } from 'bullmq';
import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';

// The lab sets the variables CACHE_…; Lambda sets the region and the credentials of the function's role.
const env = (name: string): string => process.env[name] ?? '';

const connection = createIamAuthClient({
  host: env('CACHE_ENDPOINT'),
  port: Number(env('CACHE_PORT')),
  cacheName: env('CACHE_NAME'),
  userId: env('CACHE_USER'),
  region: env('AWS_REGION'),
  credentials: async () => ({
    accessKeyId: env('AWS_ACCESS_KEY_ID'),
    secretAccessKey: env('AWS_SECRET_ACCESS_KEY'),
    sessionToken: env('AWS_SESSION_TOKEN'),
  }),
  redisOptions: { maxRetriesPerRequest: null, commandTimeout: undefined },
});

// The scripts of BullMQ take several keys. The hash tag puts them into one slot, as a serverless cache demands.
const shared = { connection, prefix: '{bull}' };
const queue = new Queue<{ name: string }, string>('greetings', shared);
// Lambda freezes the process between invocations, so no worker runs on its own: each invocation takes the waiting jobs.
const worker = new Worker<{ name: string }, string>('greetings', null, {
  ...shared,
  autorun: false,
});

/** Adds a job for each name, then works until the queue is empty. */
export async function handler({ names = [], requestId = 'one' }: Event) {
  await queue.addBulk(names.map((name) => ({ name: 'greet', data: { name } })));
  const done: string[] = [];
  for (;;) {
    const job = await worker.getNextJob(requestId, { block: false });
    if (!job) return { done };
    const greeting = `hello, ${job.data.name}`;
    console.log(greeting);
    await job.moveToCompleted(greeting, requestId, false);
    done.push(greeting);
  }
}

interface Event {
  names?: readonly string[];
  requestId?: string;
}
