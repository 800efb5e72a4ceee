import {
  CreateServerlessCacheCommand,
  DeleteUserCommand,
  DeleteUserGroupCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseChoices, startEmulator } from '../../../src/emulator/index.js';
import type { ProgressEvent } from '../../../src/engine/events.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import {
  down,
  interrupted,
  present,
  regionOf,
  toChanges,
  up,
  waitsFor,
} from '../../support/run-lab.js';

const STEPS = ['defaultUser', 'iamUser', 'userGroup'] as const;
const GROUP = 'user-group/iam-user-group-01';
const MEMBERS = ['default-user-disabled', 'iam-user-01'];

describe('the user group in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const group = () => present(regionOf(lab).elasticache.userGroups.get('iam-user-group-01'));
  const send = async (command: object) => {
    const client = await lab.ctx.aws.elastiCache();
    await client.send(command as DeleteUserCommand);
  };
  const UserGroupId = 'iam-user-group-01';

  test('creating: up waits and uses it', async () => {
    await interrupted(lab, (one) => up(one, STEPS), waitsFor('user-group', 'creating'));

    expect((await up(lab, STEPS))[GROUP]).toBe('unchanged');
    expect((await observe(lab).userGroup()).Status).toBe('active');
  });

  test('creating: down waits for it and removes it', async () => {
    await interrupted(lab, (one) => up(one, STEPS), waitsFor('user-group', 'creating'));

    expect((await down(lab))[GROUP]).toBe('deleted');
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('without its IAM user: up creates the user and adds it', async () => {
    await up(lab, STEPS);
    await send(new DeleteUserCommand({ UserId: 'iam-user-01' }));

    expect(toChanges(await up(lab, STEPS))).toEqual({
      'user/iam-user-01': 'created',
      [GROUP]: 'updated',
    });
    expect((await observe(lab).userGroup()).UserIds).toEqual(MEMBERS);
  });

  test('modifying and losing the IAM user: up adds it again', async () => {
    await up(lab, STEPS);
    await send(new ModifyUserGroupCommand({ UserGroupId, UserIdsToRemove: ['iam-user-01'] }));
    expect((await observe(lab).userGroup()).Status).toBe('modifying');

    expect(toChanges(await up(lab, STEPS))).toEqual({ [GROUP]: 'updated' });
    expect((await observe(lab).userGroup()).UserIds).toEqual(MEMBERS);
  });

  test('losing a user to another run during the creation: up says so and stops waiting', async () => {
    let sent: Promise<void> | undefined;
    const report = (event: ProgressEvent) => {
      if (!waitsFor('user-group', 'creating')(event)) return;
      sent ??= send(new DeleteUserCommand({ UserId: 'iam-user-01' }));
    };

    await expect(up({ ...lab, ctx: { ...lab.ctx, report } }, STEPS)).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message:
        'The user-group iam-user-group-01 is without its users: they were added before; another run may have deleted them.',
    });
    await sent;
    expect(toChanges(await up(lab, STEPS))).toMatchObject({ [GROUP]: 'updated' });
  });

  test('modifying: down waits until it is active', async () => {
    await up(lab, STEPS);
    await send(new ModifyUserGroupCommand({ UserGroupId, UserIdsToRemove: ['iam-user-01'] }));

    expect((await down(lab))[GROUP]).toBe('deleted');
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('deleting: up waits until it is gone and creates it again', async () => {
    await up(lab, STEPS);
    await send(new DeleteUserGroupCommand({ UserGroupId }));

    expect(toChanges(await up(lab, STEPS))).toEqual({ [GROUP]: 'created' });
  });

  test('deleting: down waits until it is gone', async () => {
    await up(lab, STEPS);
    await send(new DeleteUserGroupCommand({ UserGroupId }));

    expect((await down(lab))[GROUP]).toBe('absent');
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('with a member that a user added: up keeps the member', async () => {
    await up(lab, STEPS);
    group().userIds.push('somebody');

    expect(toChanges(await up(lab, STEPS))).toEqual({});
    expect((await observe(lab).userGroup()).UserIds).toContain('somebody');
  });

  test('in use by a foreign cache: down says so at once and leaves it alone', async () => {
    await up(lab, STEPS);
    await send(
      new CreateServerlessCacheCommand({
        ServerlessCacheName: 'theirs',
        Engine: 'valkey',
        UserGroupId,
      }),
    );
    lab.emulator.advance(600_000);

    await expect(down(lab)).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringContaining('in use by theirs'),
      resource: GROUP,
    });
    expect(lab.calls('DeleteUserGroup')).toBe(0);
    expect((await observe(lab).userGroup()).UserIds).toEqual(MEMBERS);
  });
});

test.each([
  ['group-caches=arns'],
  ['tied-group-deletion=value-error', 'group-after-cache=tied-longer'],
])('down deletes a group, with %s %s', async (...choices) => {
  const emulator = await startEmulator({ assume: parseChoices(choices.filter(Boolean)) });
  await using lab = await startLab({ emulator });
  await up(lab);

  expect((await down(lab))[GROUP]).toBe('deleted');

  expect(emulator.isEmpty()).toBe(true);
  await emulator.close();
});

test('the first use of ElastiCache in an account: up waits for the service-linked role', async () => {
  const assume = parseChoices(['service-linked-role=made-by-first-create']);
  const emulator = await startEmulator({ assume });
  await using lab = await startLab({ emulator });

  expect(await up(lab, STEPS)).toMatchObject({ [GROUP]: 'created' });

  // The other user waited until the first one was created.
  const places = lab.changes().map((operation, index) => [operation, index] as const);
  const creates = places.filter(([operation]) => operation === 'CreateUser');
  expect(creates.length).toBeGreaterThan(2);
  expect(lab.calls('CreateUserGroup')).toBe(1);
  await emulator.close();
});

test('a group with the engine Valkey needs no default user', async () => {
  await using lab = await startLab({ env: { VALKEY_LAB_ACCESS_ENGINE: 'valkey' } });

  expect(await up(lab, STEPS)).toEqual({ 'user/iam-user-01': 'created', [GROUP]: 'created' });
  expect(toChanges(await up(lab, STEPS))).toEqual({});
  await down(lab);
  expect(lab.emulator.isEmpty()).toBe(true);
});
