import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';

// The lab sets the variables CACHE_…; Lambda sets the region and the credentials of the function's role.
const env = (name: string): string => process.env[name] ?? '';

const cache = createIamAuthClient({
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
  // Lambda freezes the process between invocations, so each invocation reconnects itself instead of a timer.
  redisOptions: { retryStrategy: null },
});

/** Counts the visits of a page. */
export async function handler({ page = 'home' }: { page?: string }) {
  if (cache.status !== 'ready') await cache.connect();
  const visits = await cache.incr(`visits:${page}`);
  console.log(`Visit ${visits} of ${page}.`);
  return { page, visits };
}
