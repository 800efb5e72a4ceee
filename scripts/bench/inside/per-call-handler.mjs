import { createIamAuthClient } from '../../../src/iam-auth/ioredis.ts';

const {
  CACHE_NAME: cacheName,
  CACHE_ENDPOINT: host,
  CACHE_PORT: port,
  CACHE_USER: userId,
  AWS_REGION: region,
} = process.env;
const credentials = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});

/** As the tutorial's handler does it: each invocation makes its own connection, sets, gets and closes. */
export async function handler() {
  const startedAt = performance.now();
  const client = createIamAuthClient({
    ...{ cacheName, host, port: Number(port), userId, region, credentials },
    redisOptions: { retryStrategy: null },
  });
  await client.connect();
  await client.set('uuid', 'a value');
  const value = await client.get('uuid');
  await client.quit();
  process.stdout.write(`${JSON.stringify({ cacheMs: performance.now() - startedAt })}\n`);
  return value;
}
