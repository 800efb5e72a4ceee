import { createIamAuthClient } from 'valkey-lab/iam-auth/ioredis';
import { expect, test } from 'vitest';

// Uses the lab of `npx valkey-lab local run --with-lab -- npx vitest run`, whose variables are those of a Lambda function.

function read(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is missing. Run: npx valkey-lab local run --with-lab -- npx vitest run`);
}

test('the code reads what it has written', async () => {
  const client = createIamAuthClient({
    host: read('CACHE_ENDPOINT'),
    port: Number(read('CACHE_PORT')),
    cacheName: read('CACHE_NAME'),
    userId: read('CACHE_USER'),
    region: read('AWS_REGION'),
    credentials: {
      accessKeyId: read('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    },
  });
  await client.set('greeting', 'hello');
  expect(await client.get('greeting')).toBe('hello');
  client.disconnect();
});
