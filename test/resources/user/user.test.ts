import { DeleteUserCommand, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, interrupted, toChanges, up, waitsFor } from '../../support/run-lab.js';

const USERS = ['defaultUser', 'iamUser'] as const;
const CREATED = { 'user/default-user-disabled': 'created', 'user/iam-user-01': 'created' };

describe('the users in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const remove = async () => {
    const client = await lab.ctx.aws.elastiCache();
    await client.send(new DeleteUserCommand({ UserId: 'iam-user-01' }));
  };
  const modify = async (change: object) => {
    const client = await lab.ctx.aws.elastiCache();
    await client.send(new ModifyUserCommand({ UserId: 'iam-user-01', ...change }));
  };

  test('creating: up waits and uses it', async () => {
    await interrupted(lab, (one) => up(one, USERS), waitsFor('user', 'creating'));
    expect((await observe(lab).user()).Status).toBe('creating');

    expect(await up(lab, USERS)).toEqual({
      'user/default-user-disabled': 'unchanged',
      'user/iam-user-01': 'unchanged',
    });
  });

  test('creating: down waits for it and removes it', async () => {
    await interrupted(lab, (one) => up(one, USERS), waitsFor('user', 'creating'));

    expect(toChanges(await down(lab))).toEqual({
      'user/default-user-disabled': 'deleted',
      'user/iam-user-01': 'deleted',
    });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('modifying: up waits for the change and corrects the access string', async () => {
    await up(lab, USERS);
    await modify({ AccessString: 'on ~other:* +get' });

    expect(toChanges(await up(lab, USERS))).toEqual({ 'user/iam-user-01': 'updated' });
    expect(await observe(lab).user()).toMatchObject({
      AccessString: 'on ~* +@all',
      Status: 'active',
    });
  });

  test('modifying: down waits until it is active', async () => {
    await up(lab, USERS);
    await modify({ AccessString: 'on ~other:* +get' });

    expect(await down(lab)).toMatchObject({ 'user/iam-user-01': 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('deleting: up waits until it is gone and creates it again', async () => {
    await up(lab, USERS);
    await remove();

    expect(toChanges(await up(lab, USERS))).toEqual({ 'user/iam-user-01': 'created' });
    expect((await observe(lab).user()).Status).toBe('active');
  });

  test('deleting: down waits until it is gone', async () => {
    await up(lab, USERS);
    await remove();

    expect(toChanges(await down(lab))).toEqual({ 'user/default-user-disabled': 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('with a password: up changes it back to an IAM user', async () => {
    await up(lab, USERS);
    await modify({
      AuthenticationMode: { Type: 'password', Passwords: ['a-password-of-16-characters'] },
    });

    expect(toChanges(await up(lab, USERS))).toEqual({ 'user/iam-user-01': 'updated' });
    expect((await observe(lab).user()).Authentication?.Type).toBe('iam');
  });

  test('the disabled default user that was switched on: up switches it off', async () => {
    await up(lab, USERS);
    await modify({ UserId: 'default-user-disabled', AccessString: 'on ~* +@all' });

    expect(toChanges(await up(lab, USERS))).toEqual({ 'user/default-user-disabled': 'updated' });
  });

  test("AWS's own user with the name default is never changed", async () => {
    expect(await up(lab, USERS)).toEqual(CREATED);
    const own = await observe(lab).user('default');

    await down(lab);

    expect(await observe(lab).user('default')).toEqual(own);
  });
});

test('a user is not foreign because its tags come later than its status', async () => {
  await using lab = await startLab({ pace: 'real', lag: { usualMs: 5_000, youngMs: 60_000 } });
  await up(lab, USERS);
  const notYet = { code: 'UserNotFoundFault', message: 'iam-user-01 is not available for tagging' };
  lab.emulator.setFaults({
    rules: [{ operation: 'ListTagsForResource', kind: 'error', count: 5, ...notYet }],
  });

  expect(toChanges(await down(lab))).toEqual({
    'user/default-user-disabled': 'deleted',
    'user/iam-user-01': 'deleted',
  });
});
