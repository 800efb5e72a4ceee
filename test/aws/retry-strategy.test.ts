import { DescribeUsersCommand } from '@aws-sdk/client-elasticache';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRetryStrategy } from '../../src/aws/retry-strategy.js';
import { type Lab, startLab } from '../support/lab.js';

describe('createRetryStrategy', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const createRole = async () => {
    const client = await lab.ctx.aws.iam();
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    });
    return client.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
  };

  test('a throttled call is repeated', async () => {
    lab.emulator.setFaults({ rules: [{ operation: 'CreateRole', kind: 'throttle', count: 1 }] });

    expect((await createRole()).Role?.RoleName).toBe('r');
    expect(lab.calls('CreateRole')).toBe(2);
  });

  test('a call beyond a quota is not repeated, although its error has the name of a throttle', async () => {
    const code = 'LimitExceededException';
    lab.emulator.setFaults({ rules: [{ operation: 'CreateRole', kind: 'error', code }] });

    await expect(createRole()).rejects.toMatchObject({ name: code });
    expect(lab.calls('CreateRole')).toBe(1);
  });

  test('an error is not blamed on the clock when this machine’s clock is wrong', async () => {
    lab.emulator.advance(600_000);
    const client = await lab.ctx.aws.elastiCache();

    for (let read = 0; read < 3; read += 1) {
      const missing = client.send(new DescribeUsersCommand({ UserId: 'nobody' }));
      await expect(missing).rejects.toMatchObject({ name: 'UserNotFoundFault' });
    }
    expect(lab.calls('DescribeUsers')).toBe(3);
  });

  test('the user’s own settings are honoured', async () => {
    const attempts = (env: Record<string, string>) => {
      const { retryStrategy, maxAttempts } = createRetryStrategy(env);
      return retryStrategy ? retryStrategy.maxAttempts() : maxAttempts;
    };

    expect(await attempts({})).toBe(10);
    expect(await attempts({ AWS_MAX_ATTEMPTS: '4' })).toBe(4);
    expect(await attempts({ AWS_RETRY_MODE: 'adaptive' })).toBe(10);
    // The SDK reads both settings itself, and reports invalid ones.
    expect(createRetryStrategy({ AWS_RETRY_MODE: 'adaptive', AWS_MAX_ATTEMPTS: '4' })).toEqual({});
    expect(createRetryStrategy({ AWS_MAX_ATTEMPTS: 'many' })).toEqual({});
  });
});
