import { DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../support/local-endpoint.js';

let cli: LocalCli;
beforeEach(async () => {
  cli = createLocalCli();
  await cli.ask('up', '--local');
});
afterEach(() => cli[Symbol.asyncDispose]());

async function detachPolicy(): Promise<void> {
  const { endpoint, account, accessKeyId, secretAccessKey } = cli.record();
  const credentials = { accessKeyId, secretAccessKey };
  await new IAMClient({ endpoint, region: 'us-east-1', credentials }).send(
    new DetachRolePolicyCommand({
      RoleName: 'elasticache-iam-auth-app',
      PolicyArn: `arn:aws:iam::${account}:policy/elasticache-allow-all`,
    }),
  );
}

test('invoke and verify of a broken lab fail at once, with the broken rule and its fix', async () => {
  await detachPolicy();
  const started = performance.now();
  for (const command of ['invoke', 'verify']) {
    const run = await cli.run([command, '--local', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json<{ error: object }>().error).toMatchObject({
      code: 'RULE_BROKEN',
      message: expect.stringMatching(/^The set-up is broken \(policy-cache\): /),
      hint: expect.stringContaining('create-role --local'),
    });
  }
  // Formerly, each of them waited two minutes.
  expect(performance.now() - started).toBeLessThan(60_000);
  await cli.ask('create-role', '--local');
  expect((await cli.run(['invoke', '--local'])).exitCode).toBe(0);
});
