import { ModifyUserCommand, ModifyUserGroupCommand } from '@aws-sdk/client-elasticache';
import {
  CreatePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { USER } from '../../clients/support.js';
import { allow, CACHE_ARN, type RoleLab, toDocument, useRoleLab } from './support/role-lab.js';

const HOUR_MS = 3_600_000;

describe('changes of permissions', () => {
  let lab: RoleLab;
  useRoleLab((started) => {
    lab = started;
  });

  test('a condition on the time denies after its time', async () => {
    const until = new Date(lab.client.emulator.clock.now() + 60_000).toISOString();
    await lab.putPolicy(allow({ Condition: { DateLessThan: { 'aws:CurrentTime': until } } }));
    const session = await lab.openSession();

    expect(await lab.logIn(session)).toBe('ok');
    lab.client.emulator.advance(60_000);
    expect(await lab.logIn(session)).toBe('policy-cache');
  });

  test('detaching, deleting or changing a policy takes effect at the next login', async () => {
    const PolicyArn = await lab.attachPolicy(allow());
    const session = await lab.openSession();
    expect(await lab.logIn(session)).toBe('ok');

    const PolicyDocument = toDocument(allow({ Resource: CACHE_ARN }));
    await lab.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
    expect(await lab.logIn(session)).toBe('policy-user');
    await lab.iam.send(new DetachRolePolicyCommand({ RoleName: lab.RoleName, PolicyArn }));
    expect(await lab.logIn(session)).toBe('policy-cache');

    await lab.putPolicy(allow());
    expect(await lab.logIn(session)).toBe('ok');
    await lab.iam.send(
      new DeleteRolePolicyCommand({ RoleName: lab.RoleName, PolicyName: 'connect' }),
    );
    expect(await lab.logIn(session)).toBe('policy-cache');
  });

  test('the session of a deleted role stays invalid, even if the role is created again', async () => {
    await lab.putPolicy(allow());
    const session = await lab.openSession();
    await lab.iam.send(
      new DeleteRolePolicyCommand({ RoleName: lab.RoleName, PolicyName: 'connect' }),
    );
    await lab.iam.send(new DeleteRoleCommand({ RoleName: lab.RoleName }));

    expect(await lab.logIn(session)).toBe('policy-cache');
    await lab.createRole();
    await lab.putPolicy(allow());
    expect(await lab.logIn(session)).toBe('policy-cache');
    expect(lab.log.at(-1)).toContain('does not exist any more');
    expect(await lab.logIn()).toBe('ok');
  });

  test('a session expires', async () => {
    await lab.putPolicy(allow());
    const session = await lab.openSession();

    lab.client.emulator.advance(HOUR_MS);

    expect(await lab.logIn(session)).toBe('key-expired');
    expect(await lab.logIn()).toBe('ok');
  });

  test('a user that is off or not in the group is refused, even if the policy allows it', async () => {
    await lab.putPolicy(allow({ Resource: '*' }));
    const modify = (AccessString: string) =>
      lab.elasticache.send(new ModifyUserCommand({ UserId: USER, AccessString }));
    const group = { UserGroupId: 'group-01' };

    await modify('off ~* +@all');
    expect(await lab.logIn()).toBe('user-off');
    await modify('on ~* +@all');
    expect(await lab.logIn()).toBe('ok');
    await lab.elasticache.send(new ModifyUserGroupCommand({ ...group, UserIdsToRemove: [USER] }));
    expect(await lab.logIn()).toBe('user-group');
    await lab.elasticache.send(new ModifyUserGroupCommand({ ...group, UserIdsToAdd: [USER] }));
    expect(await lab.logIn()).toBe('ok');
  });
});
