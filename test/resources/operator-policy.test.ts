import { readFileSync } from 'node:fs';
import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ModifyUserGroupCommand } from '@aws-sdk/client-elasticache';
import {
  CreatePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLogLines } from '../../src/aws/log-events.js';
import { toReadContext } from '../../src/engine/context.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { networkCheck } from '../../src/resources/network/check.js';
import {
  findPermissions,
  toManagedPolicies,
  toOperatorPolicy,
  toScope,
} from '../../src/resources/operator-policy.js';
import { arns } from '../../src/resources/shared/arns.js';
import { selectResources } from '../../src/resources/shared/blueprint.js';
import { type AnyOutputs, findLabResources } from '../../src/resources/user-functions.js';
import { loadConfig } from '../../src/session/config.js';
import type { Session } from '../../src/session/session.js';
import { zip } from '../emulator/functions/support/zip.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { asOperator, BOUNDARY, createBoundary, type OperatorLab } from '../support/operator.js';
import { invoke, present, regionOf, up } from '../support/run-lab.js';
import { createUserFunction, deploy, downWithFunctions } from '../support/user-function.js';

const listed = (isImplied: boolean) => {
  const named = findPermissions(blueprint)
    .filter((one) => (one.isImplied ?? false) === isImplied)
    .flatMap(({ service, actions }) => actions.map((action) => `${service}:${action}`));
  return [...new Set(named)];
};

test('docs/PERMISSIONS.md lists exactly these permissions', () => {
  const page = readFileSync(new URL('../../docs/PERMISSIONS.md', import.meta.url), 'utf8');
  const [, table = ''] = page.split('| service | actions |\n|---|---|\n');
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
  const shown = rows.flatMap((row) => {
    const [, service, actions = ''] = /^\| `(\w+)` \| ([^(|]+)/.exec(row) ?? [];
    return actions
      .trim()
      .split(', ')
      .map((action) => `${service}:${action}`);
  });
  expect(shown.sort()).toEqual([...listed(false), ...listed(true)].sort());
});

describe("the operator's permissions", () => {
  let lab: Lab;
  let operator: OperatorLab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real', env: { VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY } });
    await createBoundary(lab);
    operator = await asOperator(lab);
  });
  afterEach(async () => {
    operator.ctx.aws.close();
    await lab[Symbol.asyncDispose]();
  });

  /** Damages a lab as users may do, to give the next `up` something to repair. */
  const disturb = async () => {
    const { aws, config } = lab.ctx;
    const { names } = config;
    const [elastiCache, iam, lambda, logs] = await Promise.all([
      aws.elastiCache(),
      aws.iam(),
      aws.lambda(),
      aws.logs(),
    ]);
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: names.role }));
    const nothing = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [nothing] });
    await iam.send(
      new PutRolePolicyCommand({ RoleName: names.role, PolicyName: 'mine', PolicyDocument }),
    );
    const PolicyArn = `arn:aws:iam::123456789012:policy/${names.policy}`;
    await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
    await elastiCache.send(
      new ModifyUserGroupCommand({
        UserGroupId: names.userGroup,
        UserIdsToRemove: [names.iamUser],
      }),
    );
    const ZipFile = await zip({ 'index.mjs': 'export const handler = async () => 1;' });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: names.function, ZipFile }));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: names.logGroup }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: names.logGroup }));
  };

  test('are enough for the whole life of a lab, and each is used', async () => {
    await up(operator, selectResources(blueprint, 'create-cache'));
    await up(operator);
    await disturb();
    const env = {
      VALKEY_LAB_TRUST_ACCOUNT: 'true',
      VALKEY_LAB_ACCESS_STRING: 'on ~lab:* +@all',
      VALKEY_LAB_RUNTIME: 'nodejs22.x',
      VALKEY_LAB_TAGS: 'Team=cache',
      VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY,
    };
    const config = loadConfig({ flags: { region: operator.ctx.region }, env, cwd: '/' });
    await up({ ...operator, ctx: { ...operator.ctx, config } });
    await up(operator);
    expect((await invoke(operator)).functionError).toBeNull();
    await deploy(operator, 'orders');
    await deploy(operator, 'orders', { memoryMb: 512 });
    const all = await findLabResources(operator.ctx, { withRemains: false });
    expect((await readStatus<Session, AnyOutputs>(all, operator.ctx)).problems).toEqual([]);
    lab.emulator.advance(60_000);
    const query = { logGroup: config.names.logGroup, sinceMs: 0, signal: operator.ctx.signal };
    const lines = [];
    for await (const page of readLogLines(operator.ctx.aws, query)) lines.push(...page);
    expect(lines).not.toEqual([]);
    expect(await downWithFunctions(operator)).toMatchObject({ 'function/orders': 'deleted' });
    expect(await networkCheck.run(toReadContext(operator.ctx))).toContainEqual(
      expect.objectContaining({ check: 'vpc-dns', state: 'ok' }),
    );
    // Without default subnets, the program reads the VPC itself.
    regionOf(lab).ec2.subnets.clear();
    await expect(blueprint.lookups['network']?.find(toReadContext(operator.ctx))).rejects.toThrow(
      /no default subnets/,
    );

    expect(operator.denied).toEqual([]);
    expect([...new Set(operator.actions)].sort()).toEqual(listed(false).sort());
  });

  test.each(['', 'ci'])('fit into one managed policy for the lab "%s"', (lab) => {
    const region = 'us-east-1';
    const env = { VALKEY_LAB_PERMISSIONS_BOUNDARY: BOUNDARY };
    const config = loadConfig({ flags: { lab }, env, cwd: '/' });
    const identity = { partition: 'aws', account: '123456789012' };
    const scope = toScope({ region, config }, identity, 'vpc-0123456789abcdef0');
    const policy = toOperatorPolicy(findPermissions(blueprint), scope);
    expect(toManagedPolicies(policy)).toEqual([policy]);
  });

  test('with the same statement id have the same condition', () => {
    const scope = toScope(lab.ctx, lab.ctx.identity);
    const conditions = new Map<string, unknown>();
    for (const { sid, condition } of findPermissions(blueprint)) {
      const found = condition?.(scope) ?? {};
      expect({ sid, condition: conditions.get(sid) ?? found }).toEqual({ sid, condition: found });
      conditions.set(sid, found);
    }
  });

  test('that no call uses by name are those that AWS checks inside another call', () => {
    expect(listed(true).sort()).toEqual([
      'ec2:CreateTags',
      'ec2:CreateVpcEndpoint',
      'ec2:DescribeTags',
      'ec2:DescribeVpcEndpoints',
      'ec2:GetSecurityGroupsForVpc',
      'iam:CreateServiceLinkedRole',
      'iam:PassRole',
    ]);
  });

  test('are not enough to change a function, or to read its log, without the tag of the lab', async () => {
    await up(operator);
    const [lambda, logs] = await Promise.all([lab.ctx.aws.lambda(), lab.ctx.aws.logs()]);
    const { code } = await createUserFunction();
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'theirs', Handler: 'index.handler', Runtime: 'nodejs24.x' },
        Role: present(regionOf(lab).lambda.functions.get('AccessValkey')).roleArn,
        Code: { ZipFile: code.zip },
      }),
    );
    const logGroupName = '/aws/lambda/theirs';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const [own, ownLogs] = await Promise.all([operator.ctx.aws.lambda(), operator.ctx.aws.logs()]);
    const FunctionName = 'theirs';
    const tries = [
      own.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: code.zip })),
      own.send(new InvokeCommand({ FunctionName })),
      own.send(new DeleteFunctionCommand({ FunctionName })),
      ownLogs.send(new FilterLogEventsCommand({ logGroupName })),
      ownLogs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 })),
      ownLogs.send(new DeleteLogGroupCommand({ logGroupName })),
    ];
    for (const ended of await Promise.allSettled(tries)) {
      expect(ended).toMatchObject({ reason: { name: 'AccessDeniedException' } });
    }
  });

  test("are not enough for another lab's resources", async () => {
    const names = loadConfig({ flags: { lab: 'b' }, env: {}, cwd: '/' }).names;
    const config = { ...operator.ctx.config, lab: 'b', names };

    await expect(up({ ...operator, ctx: { ...operator.ctx, config } })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });

    expect(operator.denied).not.toEqual([]);
    expect(await observe(lab).caches()).toEqual([]);
  });

  test('allow the function’s role with PassRole for Lambda, and not without it', async () => {
    const scope = toScope(lab.ctx, lab.ctx.identity);
    const { Statement } = toOperatorPolicy(findPermissions(blueprint), scope);
    const iam = await lab.ctx.aws.iam();
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'operator',
        PolicyName: 'lab',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: Statement.filter(({ Sid }) => Sid !== 'PassRole'),
        }),
      }),
    );

    await expect(up(operator)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('iam:PassRole'),
    });
  });

  test('name resources in the policy where AWS supports it, and fit into a managed policy', () => {
    const env = {
      VALKEY_LAB_IAM_PATH: '/division/department/team/',
      VALKEY_LAB_PERMISSIONS_BOUNDARY:
        'arn:aws-us-gov:iam::123456789012:policy/division/department/team/boundary-of-all-roles',
    };
    const config = loadConfig({ flags: { lab: 'a'.repeat(20) }, env, cwd: '/' });
    const identity = { partition: 'aws-us-gov', account: '123456789012' };
    const scope = toScope({ region: 'us-gov-west-1', config }, identity, 'vpc-0123456789abcdef0');
    const policy = toOperatorPolicy(findPermissions(blueprint), scope);

    const parts = toManagedPolicies(policy);
    expect(parts).toHaveLength(2);
    expect(parts.flatMap(({ Statement }) => Statement)).toEqual(policy.Statement);
    // IAM's quota for the characters of a managed policy, without white space.
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(6144);
    const open = policy.Statement.filter(({ Resource }) => Resource.includes('*'));
    expect(open.flatMap(({ Action }) => Action).sort()).toEqual([
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeTags',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:GetSecurityGroupsForVpc',
      'iam:ListPolicies',
      'lambda:ListFunctions',
      'logs:DescribeLogGroups',
    ]);
    expect(arns.role(scope)).toEqual([
      `arn:aws-us-gov:iam::123456789012:role/division/department/team/${'a'.repeat(20)}-elasticache-iam-auth-app`,
    ]);
  });
});
