import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateServiceLinkedRoleCommand,
} from '@aws-sdk/client-iam';
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/actions/doctor/diagnose.js';
import { blueprint } from '../../../src/resources/index.js';
import {
  findPermissions,
  toOperatorPolicy,
  toScope,
} from '../../../src/resources/operator-policy.js';
import type { Finding } from '../../../src/resources/shared/check.js';
import { createForeign } from '../../support/foreign.js';
import { type Lab, startLab } from '../../support/lab.js';
import { asOperator } from '../../support/operator.js';
import { present, regionOf, up } from '../../support/run-lab.js';

describe('the doctor', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const examine = async ({ ctx }: Pick<Lab, 'ctx'> = lab) => {
    const { identity: _unknown, ...anonymous } = ctx;
    const { findings } = await diagnose(blueprint, anonymous);
    return findings;
  };
  const find = (findings: readonly Finding[], check: string) =>
    findings.filter((one) => one.check === check);

  test('finds no problem in a new account, and changes nothing', async () => {
    const findings = await examine();

    expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(find(findings, 'credentials')[0]?.message).toContain('account 123456789012');
    expect(find(findings, 'subnets')[0]).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/us-east-1a, \d+ free.*us-east-1b/),
    });
    expect(find(findings, 'service-linked-role')[0]?.state).toBe('warning');
    expect(lab.changes().filter((operation) => operation !== 'SimulatePrincipalPolicy')).toEqual(
      [],
    );
  });

  test('finds no problem with a complete lab', async () => {
    const iam = await lab.ctx.aws.iam();
    const AWSServiceName = 'elasticache.amazonaws.com';
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
    await up(lab);

    const findings = await examine();

    expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(find(findings, 'names')[0]?.message).toBe('The lab "default" exists here.');
    expect(find(findings, 'service-linked-role')[0]?.state).toBe('ok');
  });

  test('names the foreign resources that have names of the lab, and their owners', async () => {
    const tags = {
      'valkey-lab:lab': 'default',
      'valkey-lab:region': 'eu-west-1',
      'valkey-lab:created': '2026-10-01T12:00:00.000Z',
    };
    await createForeign.role?.(lab, tags);
    await createForeign.policy?.(lab, tags);
    await createForeign.function?.(lab);
    await createForeign.iamUser?.(lab);
    await createForeign.logGroup?.(lab, {
      'valkey-lab:lab': 'x',
      'valkey-lab:region': 'us-east-1',
    });

    const messages = find(await examine(), 'names').map(({ message }) => message);

    expect(messages.sort()).toEqual([
      'function AccessValkey exists and was not created by valkey-lab.',
      'log-group /aws/lambda/AccessValkey exists and belongs to the lab "x" in us-east-1.',
      'policy elasticache-allow-all exists and belongs to the lab "default" in eu-west-1, created 2026-10-01T12:00:00.000Z.',
      'role elasticache-iam-auth-app exists and belongs to the lab "default" in eu-west-1, created 2026-10-01T12:00:00.000Z.',
      'user iam-user-01 exists and was not created by valkey-lab.',
    ]);
  });

  test('derives the owner of a policy attachment from its role', async () => {
    const tags = { 'valkey-lab:lab': 'default', 'valkey-lab:region': 'eu-west-1' };
    await createForeign.role?.(lab, tags);
    const iam = await lab.ctx.aws.iam();
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
    const RoleName = 'elasticache-iam-auth-app';
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));

    const messages = find(await examine(), 'names').map(({ message }) => message);

    expect(messages).toContain(
      'policy-attachment elasticache-iam-auth-app/AWSLambdaVPCAccessExecutionRole exists and belongs to the lab "default" in eu-west-1.',
    );
  });

  test('does not treat a resource with unreadable tags as foreign', async () => {
    const iam = await lab.ctx.aws.iam();
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const PolicyName = 'elasticache-allow-all';
    await iam.send(new CreatePolicyCommand({ PolicyName, Path: '/x/', PolicyDocument }));
    const play = (code: string) =>
      lab.emulator.setFaults({ rules: [{ operation: 'ListPolicyTags', kind: 'error', code }] });

    play('AccessDenied');
    expect(find(await examine(), 'names')[0]?.message).toBe(
      "policy elasticache-allow-all exists and is not this lab's; its tags cannot be read.",
    );
    play('InvalidInputException');
    expect(find(await examine(), 'names')[0]?.message).toContain('ListPolicyTags');
  });

  test('finds a network that `up` would refuse, and continues with the other checks', async () => {
    regionOf(lab).ec2.subnets.clear();

    const findings = await examine();

    expect(find(findings, 'network')[0]).toMatchObject({
      state: 'failed',
      remedy: { text: expect.stringContaining('create-default-subnet') },
    });
    expect(find(findings, 'permissions')[0]?.state).toBe('ok');
  });

  test('finds that a VPC does not resolve the names of endpoints', async () => {
    expect(find(await examine(), 'vpc-dns')[0]?.state).toBe('ok');
    const [vpc] = regionOf(lab).ec2.vpcs.values();
    present(vpc).attributes = { enableDnsSupport: false };

    expect(find(await examine(), 'vpc-dns')[0]).toMatchObject({
      state: 'failed',
      message: `enableDnsSupport is off in ${vpc?.id}: the function may not find the cache's host name.`,
    });
  });

  test('notes whether the security groups allow the port for reads', async () => {
    const message = async () => find(await examine(), 'security-groups')[0];
    expect(await message()).toMatchObject({ message: expect.stringContaining('and on 6380') });
    const ec2 = await lab.ctx.aws.ec2();
    const [GroupId = ''] = regionOf(lab).ec2.securityGroups.keys();
    const own = [{ GroupId }];
    await ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: own }],
      }),
    );
    const port = { IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, UserIdGroupPairs: own };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [port] }));

    expect(await message()).toMatchObject({
      state: 'ok',
      message: expect.stringContaining('but not on 6380 (reads)'),
    });
  });

  test('shows how much concurrency other functions leave unreserved', async () => {
    await up(lab);
    const lambda = await lab.ctx.aws.lambda();
    await lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName: 'AccessValkey',
        ReservedConcurrentExecutions: 900,
      }),
    );

    expect(find(await examine(), 'quotas-lambda')[0]?.message).toContain('100 unreserved');
  });

  test('without credentials, runs only the checks that need none', async () => {
    const aws = { ...lab.ctx.aws, sts: () => Promise.reject(toNoCredentials()) };

    const findings = await examine({ ctx: { ...lab.ctx, aws } });

    expect(find(findings, 'credentials')[0]).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('no usable AWS credentials'),
    });
    expect(find(findings, 'names')[0]?.state).toBe('unknown');
    expect(find(findings, 'node')).toHaveLength(1);
  });

  describe('of an operator', () => {
    /** Returns the lab's policy without some of its statements, with others added. */
    const policyOf = (without: readonly string[], more: readonly object[] = []) => {
      const scope = toScope(lab.ctx, lab.ctx.identity);
      const { Version, Statement } = toOperatorPolicy(findPermissions(blueprint), scope);
      return {
        Version,
        Statement: [...Statement.filter(({ Sid }) => !without.includes(Sid)), ...more],
      };
    };
    const WITHOUT_STAR = /:log-group:(?!.*:\*$)/;
    const SIMULATE = { Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: '*' };

    test('names each missing action', async () => {
      const policy = policyOf(['PassRole', 'RolePolicies'], [SIMULATE]);
      const operator = await asOperator(lab, policy);

      expect(find(await examine(operator), 'permissions')[0]).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(
          /^3 of \d+ actions are not allowed: iam:AttachRolePolicy, iam:DetachRolePolicy, iam:PassRole\.$/,
        ),
        remedy: expect.objectContaining({ command: ['doctor', '--print-policy'] }),
      });
    });

    test('finds no problem with the whole policy, although other reads are refused', async () => {
      const operator = await asOperator(lab, policyOf([], [SIMULATE]));

      const findings = await examine(operator);

      expect(find(findings, 'permissions')[0]?.state).toBe('ok');
      expect(find(findings, 'quotas-iam')[0]).toMatchObject({
        state: 'unknown',
        message: expect.stringContaining('iam:GetAccountSummary'),
      });
      expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
    });

    test('without permission to simulate, shows the policy to compare with', async () => {
      const operator = await asOperator(lab);

      expect(find(await examine(operator), 'permissions')[0]).toMatchObject({
        state: 'unknown',
        remedy: expect.objectContaining({ command: ['doctor', '--print-policy'] }),
      });
    });

    test('simulates for the region of the lab', async () => {
      const elsewhere = {
        Effect: 'Deny',
        Action: 'elasticache:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': lab.ctx.region } },
      };
      const policy = policyOf([], [SIMULATE, elsewhere]);

      const findings = await examine(await asOperator(lab, policy));

      expect(find(findings, 'permissions')[0]?.state).toBe('ok');
    });

    test('checks the tags of a log group on its ARN without a star, and the other actions on the ARN with it', async () => {
      const { Statement } = policyOf([]);
      const starOnly = Statement.map((one) => ({
        ...one,
        Resource:
          'Resource' in one &&
          [one.Resource].flat().filter((arn) => !WITHOUT_STAR.test(String(arn))),
      }));
      const policy = { Version: '2012-10-17', Statement: [SIMULATE, ...starOnly] };
      const operator = await asOperator(lab, policy);

      expect(find(await examine(operator), 'permissions')[0]?.message).toMatch(
        /^2 of \d+ actions are not allowed: logs:TagResource, logs:ListTagsForResource\.$/,
      );
    });

    test('leaves the permissions open if the path of the role is not known', async () => {
      const operator = await asOperator(lab, policyOf(['Named'], [SIMULATE]), '/teams/cache/');

      expect(find(await examine(operator), 'permissions')[0]).toMatchObject({
        state: 'unknown',
        message: expect.stringContaining('its path is known only with iam:GetRole'),
      });
    });

    test('finds a role with a path', async () => {
      const get = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' };
      const operator = await asOperator(lab, policyOf([], [SIMULATE, get]), '/teams/cache/');

      expect(find(await examine(operator), 'permissions')[0]?.state).toBe('ok');
    });

    test('an explicit deny counts', async () => {
      const deny = { Effect: 'Deny', Action: 'lambda:CreateFunction', Resource: '*' };
      const operator = await asOperator(lab, policyOf([], [SIMULATE, deny]));

      expect(find(await examine(operator), 'permissions')[0]?.message).toMatch(
        /: lambda:CreateFunction\.$/,
      );
    });
  });
});

function toNoCredentials(): Error {
  const error = new Error('Could not load credentials from any providers');
  error.name = 'CredentialsProviderError';
  return error;
}
