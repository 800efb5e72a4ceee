import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, interrupted, toChanges, up, waitsFor } from '../../support/run-lab.js';

const STEPS = ['role', 'policy', 'connectAttachment', 'executionAttachment'] as const;
const ROLE = 'elasticache-iam-auth-app';
const POLICY_ARN = 'arn:aws:iam::123456789012:policy/elasticache-allow-all';
const VPC_POLICY_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

const document = (Resource: string, Action = 'elasticache:Connect') =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

describe('role and policy in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const shown = async () => (await observe(lab).policy(POLICY_ARN)).document;
  const send = async (command: object) => {
    const client = await lab.ctx.aws.iam();
    await client.send(command as DeleteRoleCommand);
  };

  test('a new role shows its unique id instead of its ARN: up waits', async () => {
    expect((await up(lab, ['role']))[`role/${ROLE}`]).toBe('created');

    const arn = `arn:aws:iam::123456789012:role/${ROLE}`;
    expect(lab.reports()).toMatchObject([{ kind: 'role', arn }]);
    expect(lab.events.some(waitsFor('role', 'not readable yet'))).toBe(true);
  });

  test('up was killed before the role showed its ARN: the next up waits, too', async () => {
    await interrupted(lab, (one) => up(one, ['role']), waitsFor('role', 'not readable yet'));

    expect(await up(lab, ['role'])).toEqual({ [`role/${ROLE}`]: 'unchanged' });
    expect(lab.reports()[0]?.arn).toMatch(/^arn:aws:iam::/);
  });

  test('a role without its attachments: up attaches the policies', async () => {
    await up(lab, ['role', 'policy']);

    expect(toChanges(await up(lab, STEPS))).toEqual({
      [`policy-attachment/${ROLE}/elasticache-allow-all`]: 'created',
      [`policy-attachment/${ROLE}/AWSLambdaVPCAccessExecutionRole`]: 'created',
    });
    expect(await observe(lab).attachedPolicies(ROLE)).toEqual([POLICY_ARN, VPC_POLICY_ARN].sort());
  });

  test('a role without its attachments: down deletes it', async () => {
    await up(lab, ['role', 'policy']);

    expect(toChanges(await down(lab))).toEqual({
      [`role/${ROLE}`]: 'deleted',
      'policy/elasticache-allow-all': 'deleted',
    });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('policies without their role: up creates the role and attaches both', async () => {
    await up(lab, STEPS);
    for (const PolicyArn of [POLICY_ARN, VPC_POLICY_ARN]) {
      await send(new DetachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));
    }
    await send(new DeleteRoleCommand({ RoleName: ROLE }));

    expect(toChanges(await up(lab, STEPS))).toMatchObject({ [`role/${ROLE}`]: 'created' });
    expect(await observe(lab).attachedPolicies(ROLE)).toHaveLength(2);
  });

  test('another trust policy: up corrects it', async () => {
    await up(lab, STEPS);
    const trust = await observe(lab).trustPolicy(ROLE);
    await send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: ROLE,
        PolicyDocument: trust.replace('lambda.', 'ec2.'),
      }),
    );

    expect(toChanges(await up(lab, STEPS))).toEqual({ [`role/${ROLE}`]: 'updated' });
    expect(await observe(lab).trustPolicy(ROLE)).toBe(trust);
  });

  test('policies that a user added to the role: down removes them from the role and keeps managed ones', async () => {
    await up(lab, STEPS);
    const theirs = { PolicyName: 'theirs', PolicyDocument: document('*', 's3:GetObject') };
    await send(new CreatePolicyCommand(theirs));
    const PolicyArn = POLICY_ARN.replace('elasticache-allow-all', 'theirs');
    await send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));
    await send(new PutRolePolicyCommand({ RoleName: ROLE, ...theirs }));

    expect((await down(lab))[`role/${ROLE}`]).toBe('deleted');
    expect(await observe(lab).policyArns()).toContain(PolicyArn);
    expect(await observe(lab).roleNames()).toEqual([]);
  });

  test('a policy with old ARNs: up adds a new version', async () => {
    await up(lab, STEPS);
    const right = await shown();
    await send(
      new CreatePolicyVersionCommand({
        PolicyArn: POLICY_ARN,
        PolicyDocument: document('arn:aws:elasticache:us-east-1:123456789012:user:another'),
        SetAsDefault: true,
      }),
    );

    expect(toChanges(await up(lab, STEPS))).toEqual({ 'policy/elasticache-allow-all': 'updated' });
    expect(await shown()).toEqual(right);
  });

  test('an outdated policy with five versions: up deletes the oldest version that is not the default', async () => {
    await up(lab, STEPS);
    const right = await shown();
    for (const user of ['a', 'b', 'c', 'd']) {
      const PolicyDocument = document(`arn:aws:elasticache:us-east-1:123456789012:user:${user}`);
      await send(
        new CreatePolicyVersionCommand({
          PolicyArn: POLICY_ARN,
          PolicyDocument,
          SetAsDefault: true,
        }),
      );
      lab.emulator.advance(1_000);
    }

    expect(toChanges(await up(lab, STEPS))).toEqual({ 'policy/elasticache-allow-all': 'updated' });
    expect(await shown()).toEqual(right);
    const { versions } = await observe(lab).policy(POLICY_ARN);
    expect(versions).toEqual(['v2', 'v3', 'v4', 'v5', 'v6']);
  });

  test('a policy with five versions: down deletes it', async () => {
    await up(lab, STEPS);
    for (const user of ['a', 'b', 'c', 'd']) {
      const PolicyDocument = document(`arn:aws:elasticache:us-east-1:123456789012:user:${user}`);
      await send(new CreatePolicyVersionCommand({ PolicyArn: POLICY_ARN, PolicyDocument }));
    }

    expect((await down(lab))['policy/elasticache-allow-all']).toBe('deleted');
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('a policy of the same name under another path: up refuses it as foreign', async () => {
    const PolicyDocument = document('*');
    await send(
      new CreatePolicyCommand({ PolicyName: 'elasticache-allow-all', Path: '/x/', PolicyDocument }),
    );

    await expect(up(lab, ['policy'])).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
  });

  test('a policy that another run creates between two reads: up uses it', async () => {
    await up(lab, ['policy']);
    const rule = { kind: 'error', code: 'NoSuchEntityException', count: 1 } as const;
    lab.emulator.setFaults({ rules: [{ operation: 'GetPolicy', ...rule }] });

    expect(await up(lab, ['policy'])).toEqual({ 'policy/elasticache-allow-all': 'unchanged' });
  });

  test('another change of the same entity in IAM: up waits', async () => {
    const busy = { kind: 'error', code: 'ConcurrentModificationException', count: 3 } as const;
    lab.emulator.setFaults({
      rules: [
        { operation: 'CreateRole', ...busy },
        { operation: 'CreatePolicy', ...busy },
        { operation: 'AttachRolePolicy', ...busy },
      ],
    });

    expect(await up(lab, STEPS)).toMatchObject({ [`role/${ROLE}`]: 'created' });
  });
});
