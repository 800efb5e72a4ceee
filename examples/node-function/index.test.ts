import { startLocalAws } from 'valkey-lab/local';
import { expect, test } from 'vitest';

test('counts the visits of each page', async () => {
  await using aws = await startLocalAws();
  await aws.deployFunction(import.meta.dirname, { name: 'counter' });

  expect((await aws.invoke('counter', { page: 'home' })).payload).toMatchObject({ visits: 1 });
  expect((await aws.invoke('counter', { page: 'home' })).payload).toMatchObject({ visits: 2 });
  expect((await aws.invoke('counter', { page: 'pricing' })).payload).toMatchObject({ visits: 1 });
});
