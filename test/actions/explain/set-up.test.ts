import {
  ModifyServerlessCacheCommand,
  ModifyUserCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSetUp } from '../../../src/actions/explain/set-up-facts.js';
import { explainSetUp } from '../../../src/actions/explain/set-up-rules.js';
import { renderHint } from '../../../src/cli/rendering/hint.js';
import { createForeign } from '../../support/foreign.js';
import { type Lab, startLab } from '../../support/lab.js';
import { asOperator } from '../../support/operator.js';
import { down, up } from '../../support/run-lab.js';

const ROLE = { RoleName: 'elasticache-iam-auth-app' };
const POLICY_ARN = 'arn:aws:iam::123456789012:policy/elasticache-allow-all';
const VPC_POLICY_ARN = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
const PREFIX = 'arn:aws:elasticache:us-east-1:123456789012';
const CACHE_ARN = `${PREFIX}:serverlesscache:cache-01`;
const USER_ARN = `${PREFIX}:user:iam-user-01`;

const toDocument = (Effect: string, Resource: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect, Action: 'elasticache:Connect', Resource }],
  });

/** A change made with another tool. */
type Change = (lab: Lab) => Promise<unknown>;

const elastiCache =
  (command: ModifyServerlessCacheCommand | ModifyUserCommand | ModifyUserGroupCommand): Change =>
  async ({ ctx }) =>
    (await ctx.aws.elastiCache()).send(command as ModifyUserCommand);
const iam =
  (
    command:
      | AttachRolePolicyCommand
      | CreatePolicyVersionCommand
      | DetachRolePolicyCommand
      | PutRolePolicyCommand,
  ): Change =>
  async ({ ctx }) =>
    (await ctx.aws.iam()).send(command as PutRolePolicyCommand);
const lambda =
  (change: object): Change =>
  async ({ ctx }) =>
    (await ctx.aws.lambda()).send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'AccessValkey', ...change }),
    );

describe("the lab's set-up", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  async function explain() {
    const rules = explainSetUp(await readSetUp(lab.ctx));
    const pick = (wanted: boolean | null) =>
      rules.filter(({ ok }) => ok === wanted).map(({ rule }) => rule);
    return { rules, broken: pick(false), open: pick(null) };
  }

  test('breaks no rule after up, and reading it changes nothing', async () => {
    await up(lab);
    const before = lab.changes().length;

    const { rules, broken, open } = await explain();

    expect({ broken, open }).toEqual({ broken: [], open: [] });
    expect(rules.every(({ remedy }) => remedy === null)).toBe(true);
    expect(lab.changes()).toHaveLength(before);
  });

  test.each(['redis', 'valkey'])('breaks no rule with the engine %s', async (engine) => {
    await using other = await startLab({ env: { VALKEY_LAB_ACCESS_ENGINE: engine } });
    await up(other);

    expect(explainSetUp(await readSetUp(other.ctx)).every(({ ok }) => ok)).toBe(true);
  });

  test('reports every missing resource, and the command that creates it', async () => {
    const { rules, broken, open } = await explain();

    expect(broken).toEqual(['cache', 'user-group', 'user', 'role', 'function']);
    expect(open).toEqual(['cache-user-group']);
    const line = { program: 'valkey-lab', repeated: [], sweep: [] };
    const remedies = rules
      .filter(({ ok }) => ok === false)
      .map(({ remedy }) => remedy && renderHint(remedy, line));
    expect(remedies).toEqual([
      'Run `valkey-lab create-cache`.',
      'Run `valkey-lab create-users`.',
      'Run `valkey-lab create-users`.',
      'Run `valkey-lab create-role`.',
      'Run `valkey-lab deploy-function`.',
    ]);
  });

  test.each<[string, Change, string[]]>([
    [
      'the cache has no user group',
      elastiCache(
        new ModifyServerlessCacheCommand({
          ServerlessCacheName: 'cache-01',
          RemoveUserGroup: true,
        }),
      ),
      ['cache-user-group'],
    ],
    [
      'the user is not in the group',
      elastiCache(
        new ModifyUserGroupCommand({
          UserGroupId: 'iam-user-group-01',
          UserIdsToRemove: ['iam-user-01'],
        }),
      ),
      ['group-member'],
    ],
    [
      'the user is off',
      elastiCache(new ModifyUserCommand({ UserId: 'iam-user-01', AccessString: 'off ~* +@all' })),
      ['user-on'],
    ],
    [
      'the user has a password',
      elastiCache(
        new ModifyUserCommand({
          UserId: 'iam-user-01',
          AuthenticationMode: { Type: 'password', Passwords: ['a-password-of-16-characters'] },
        }),
      ),
      ['user-type'],
    ],
    [
      'the default user is on',
      elastiCache(
        new ModifyUserCommand({ UserId: 'default-user-disabled', AccessString: 'on ~* +@all' }),
      ),
      ['default-user'],
    ],
    [
      'the policy is not attached',
      iam(new DetachRolePolicyCommand({ ...ROLE, PolicyArn: POLICY_ARN })),
      ['policy-cache', 'policy-user'],
    ],
    [
      "the policy lacks the user's ARN",
      iam(
        new CreatePolicyVersionCommand({
          PolicyArn: POLICY_ARN,
          PolicyDocument: toDocument('Allow', CACHE_ARN),
          SetAsDefault: true,
        }),
      ),
      ['policy-user'],
    ],
    [
      "the policy lacks the cache's ARN",
      iam(
        new CreatePolicyVersionCommand({
          PolicyArn: POLICY_ARN,
          PolicyDocument: toDocument('Allow', [USER_ARN]),
          SetAsDefault: true,
        }),
      ),
      ['policy-cache'],
    ],
    [
      'the policy of the VPC is not attached',
      iam(new DetachRolePolicyCommand({ ...ROLE, PolicyArn: VPC_POLICY_ARN })),
      ['policy-vpc'],
    ],
    [
      'the function signs as another user',
      lambda({ Environment: { Variables: { CACHE_NAME: 'cache-01', CACHE_USER: 'other' } } }),
      ['function-environment'],
    ],
    [
      'the function is in no VPC',
      lambda({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }),
      ['function-vpc'],
    ],
  ])('reports that %s, and up fixes it', async (_what, change, rules) => {
    await up(lab);
    await change(lab);

    expect((await explain()).broken).toEqual(rules);

    await up(lab);
    expect((await explain()).broken).toEqual([]);
  });

  test('counts inline policies of the role, and a Deny in them', async () => {
    await up(lab);
    const put = (PolicyDocument: string) =>
      iam(new PutRolePolicyCommand({ ...ROLE, PolicyName: 'inline', PolicyDocument }))(lab);
    await iam(new DetachRolePolicyCommand({ ...ROLE, PolicyArn: POLICY_ARN }))(lab);
    await put(toDocument('Allow', '*'));
    expect((await explain()).broken).toEqual([]);

    await iam(new AttachRolePolicyCommand({ ...ROLE, PolicyArn: POLICY_ARN }))(lab);
    await put(toDocument('Deny', USER_ARN));
    expect((await explain()).broken).toEqual(['policy-user']);
  });

  test("needs only the operator's permissions, and leaves rules open if it cannot read a policy", async () => {
    await up(lab);
    const operator = await asOperator(lab);
    const findings = async () =>
      explainSetUp(await readSetUp(operator.ctx)).filter(({ ok }) => ok !== true);
    expect(await findings()).toEqual([]);

    await iam(
      new PutRolePolicyCommand({
        ...{ ...ROLE, PolicyName: 'inline' },
        PolicyDocument: toDocument('Deny', USER_ARN),
      }),
    )(lab);
    expect(await findings()).toMatchObject([
      { rule: 'policy-cache', ok: null, message: expect.stringContaining('may not read inline') },
      { rule: 'policy-user', ok: null },
    ]);
    operator.ctx.aws.close();
  });

  test('does not explain a foreign resource with a name of the lab', async () => {
    await down(lab);
    await createForeign.iamUser?.(lab);

    await expect(readSetUp(lab.ctx)).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      resource: 'user/iam-user-01',
    });
  });

  test('can also be explained after down', async () => {
    await up(lab);
    await down(lab);

    expect((await explain()).broken).toContain('cache');
  });
});
