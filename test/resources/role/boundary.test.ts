import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewEnsure } from '../../../src/engine/preview.js';
import { blueprint } from '../../../src/resources/index.js';
import { type Lab, startLab } from '../../support/lab.js';
import { down, invoke, present, up } from '../../support/run-lab.js';

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

describe('the permissions boundary and the path of an organization', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const createBoundary = async (allowed: readonly string[]) => {
    const iam = await lab.ctx.aws.iam();
    const Statement = [{ Effect: 'Allow', Action: allowed, Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument }));
  };
  const start = (env: Record<string, string>) => startLab({ emulator: lab.emulator, env });
  const role = () => present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
  const NEEDED = ['elasticache:Connect', 'ec2:*', 'logs:*'];

  test('are part of the create calls, and the lab lives with them', async () => {
    await createBoundary(NEEDED);
    const own = await start({
      VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY,
      VALKEY_LAB_IAM_PATH: '/team/',
    });
    await up(own);

    expect(role()).toMatchObject({ path: '/team/', permissionsBoundary: BOUNDARY });
    expect(own.calls('PutRolePermissionsBoundary')).toBe(0);
    expect((await invoke(own)).functionError).toBeNull();
    const before = own.changes().length;
    await up(own);
    expect(own.changes()).toHaveLength(before);
    await down(own);
    expect(
      [...lab.emulator.state.iam.policies.keys()].filter((arn) => /123456789012/.test(arn)),
    ).toEqual([BOUNDARY]);
  });

  test('a boundary limits what the role’s own policies allow', async () => {
    await createBoundary(['ec2:*', 'logs:*']);
    const own = await start({ VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY });
    await up(own);

    expect((await invoke(own)).functionError).not.toBeNull();
  });

  test('a boundary is set on an existing role, and never removed', async () => {
    await createBoundary(NEEDED);
    await up(lab);
    const own = await start({ VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY });

    const { changes } = await previewEnsure(blueprint, ['role'], own.ctx);
    await up(own);
    await up(lab);

    expect(changes).toEqual([
      {
        ...{ resource: 'role/elasticache-iam-auth-app', field: 'permissions boundary' },
        ...{ from: undefined, to: BOUNDARY },
      },
    ]);
    expect(role().permissionsBoundary).toBe(BOUNDARY);
  });

  test('another path is refused before anything changes, and down deletes the lab under any path', async () => {
    const own = await start({ VALKEY_LAB_IAM_PATH: '/team/' });
    await up(own);
    const before = lab.changes().length;

    await expect(up(lab)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/has the path \/team\/, but VALKEY_LAB_IAM_PATH is \/,/),
    });

    expect(lab.changes()).toHaveLength(before);
    await down(lab);
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});
