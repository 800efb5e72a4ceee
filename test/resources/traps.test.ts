import {
  DeleteServerlessCacheCommand,
  DeleteUserCommand,
  DeleteUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { DeletePolicyCommand, DeleteRoleCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { down, up } from '../support/run-lab.js';

/** Traps of the tutorial and of AWS that no other test covers. */
describe('traps', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const refusal = (run: Promise<unknown>) =>
    run.then(
      () => 'done',
      (error: { Code?: string; name: string }) => error.Code ?? error.name,
    );

  test('the tutorial’s clean-up fails in its printed order as on AWS (F2.6, F3.7), and down finishes it', async () => {
    await up(lab);
    const elastiCache = await lab.ctx.aws.elastiCache();
    const iam = await lab.ctx.aws.iam();
    const lambda = await lab.ctx.aws.lambda();

    const printed = [
      await refusal(lambda.send(new DeleteFunctionCommand({ FunctionName: 'AccessValkey' }))),
      await refusal(
        elastiCache.send(new DeleteServerlessCacheCommand({ ServerlessCacheName: 'cache-01' })),
      ),
      await refusal(elastiCache.send(new DeleteUserCommand({ UserId: 'default-user-disabled' }))),
      await refusal(elastiCache.send(new DeleteUserCommand({ UserId: 'iam-user-01' }))),
      await refusal(
        elastiCache.send(new DeleteUserGroupCommand({ UserGroupId: 'iam-user-group-01' })),
      ),
      await refusal(iam.send(new DeleteRoleCommand({ RoleName: 'elasticache-iam-auth-app' }))),
      await refusal(
        iam.send(
          new DeletePolicyCommand({
            PolicyArn: 'arn:aws:iam::123456789012:policy/elasticache-allow-all',
          }),
        ),
      ),
    ];
    expect(printed).toEqual([
      'done',
      'done',
      'DefaultUserAssociatedToUserGroup',
      'done',
      'InvalidUserGroupState',
      'DeleteConflict',
      'DeleteConflict',
    ]);

    await down(lab);

    expect(lab.emulator.isEmpty()).toBe(true);
    expect(await observe(lab).interfaces()).toEqual([]);
  });

  test('down removes resources in the order that AWS accepts', async () => {
    await up(lab);
    await down(lab);

    const order = lab.reports().map(({ kind, name }) => `${kind}/${name}`);
    const isBefore = (first: string, second: string) => {
      expect([first, order.indexOf(first) < order.indexOf(second)]).toEqual([first, true]);
    };
    isBefore('serverless-cache/cache-01', 'user-group/iam-user-group-01');
    isBefore('user-group/iam-user-group-01', 'user/default-user-disabled');
    isBefore('function/AccessValkey', 'network-interface/AccessValkey');
    isBefore('network-interface/AccessValkey', 'role/elasticache-iam-auth-app');
    isBefore('role/elasticache-iam-auth-app', 'log-group//aws/lambda/AccessValkey');
  });

  test('the policy names the cache and the user, because AWS checks Connect on both', async () => {
    await up(lab, ['policy']);

    const arn = 'arn:aws:iam::123456789012:policy/elasticache-allow-all';
    expect((await observe(lab).policy(arn)).document.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['elasticache:Connect'],
        Resource: [
          'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01',
          'arn:aws:elasticache:us-east-1:123456789012:user:iam-user-01',
        ],
      },
    ]);
  });

  test('names are lower case where ElastiCache changes them to lower case', async () => {
    await using upper = await startLab({
      emulator: lab.emulator,
      env: { VALKEY_LAB_CACHE_NAME: 'Cache-A', VALKEY_LAB_IAM_USER: 'User-A' },
    });
    await up(upper);
    await up(upper);

    expect(upper.reports().every(({ action }) => action === 'unchanged')).toBe(true);
    const { Environment } = await observe(lab).function();
    expect(Environment?.Variables).toMatchObject({ CACHE_NAME: 'cache-a', CACHE_USER: 'user-a' });
  });

  test('the function has a time-out and memory that let it report a failed connection', async () => {
    await up(lab);

    expect(await observe(lab).function()).toMatchObject({
      ...{ Timeout: 30, MemorySize: 256, Runtime: 'nodejs24.x' },
    });
  });

  test('statuses in upper case, as in AWS’s model, have the same meaning', async () => {
    const client = await lab.ctx.aws.elastiCache();
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { ServerlessCaches, UserGroups, Users } = result.output as object as Partial<
          Record<string, { Status?: string }[]>
        >;
        for (const one of [...(ServerlessCaches ?? []), ...(UserGroups ?? []), ...(Users ?? [])]) {
          if (one.Status) one.Status = one.Status.toUpperCase();
        }
        return result;
      },
      { step: 'initialize' },
    );

    await up(lab);
    await up(lab);
    expect(lab.reports().every(({ action }) => action === 'unchanged')).toBe(true);
    await down(lab);
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
