import { beforeEach, describe, expect, test } from 'vitest';
import type { AwsState } from '../../../../src/emulator/state/state.js';
import {
  CACHE_ARN,
  createAccountState,
  createFunction,
  createRoleSession,
  createUser,
  REGION,
  setGroup,
  USER_ARN,
} from '../support/account.js';
import { toRule, verifySigned } from '../support/verdict.js';

describe('the caller of a token', () => {
  let aws: AwsState;
  beforeEach(() => {
    aws = createAccountState();
  });

  test('the user must be in the group, use IAM, and be on', async () => {
    const { users } = aws.region(REGION).elasticache;

    setGroup(aws, []);
    expect(toRule(await verifySigned(aws))).toBe('user-group');
    setGroup(aws, [createUser('iam-user-01', { authentication: { type: 'no-password' } })]);
    expect(toRule(await verifySigned(aws))).toBe('user-type');
    setGroup(aws, [createUser('iam-user-01', { accessString: 'off ~* +@all' })]);
    expect(toRule(await verifySigned(aws))).toBe('user-off');
    setGroup(aws, [createUser('iam-user-01', { accessString: '~* +@all' })]);
    expect(toRule(await verifySigned(aws))).toBe('user-off');
    setGroup(aws, [createUser('iam-user-01', { lifecycle: { status: 'deleting' } })]);
    expect(toRule(await verifySigned(aws))).toBe('user-group');
    setGroup(aws, [createUser('iam-user-01')]);
    users.delete('iam-user-01');
    expect(toRule(await verifySigned(aws))).toBe('user-group');
  });

  test.each<[string, object[]]>([
    ['ok', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] }]],
    ['ok', [{ Effect: 'Allow', Action: 'elasticache:*', Resource: '*' }]],
    ['policy-cache', []],
    ['policy-cache', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: USER_ARN }]],
    ['policy-user', [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: CACHE_ARN }]],
    [
      'policy-user',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'elasticache:Connect', Resource: USER_ARN },
      ],
    ],
  ])("the caller's policies decide: %s for %j", async (rule, statements) => {
    const credential = createRoleSession(aws, statements);

    expect(toRule(await verifySigned(aws, { credential }))).toBe(rule);
  });

  test('conditions on the VPC and the address hold for the function that matches them', async () => {
    const fn = createFunction();
    aws.region(REGION).lambda.functions.set(fn.name, fn);
    aws.region(REGION).ec2.networkInterfaces.set('eni-1', {
      id: 'eni-1',
      subnetId: 'subnet-0a1b2c3d4e5f6071a',
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      securityGroupIds: [],
      description: '',
      privateIp: '172.31.0.10',
      functionArns: new Set([fn.arn]),
      roleName: 'app',
    });
    const allowFrom = (vpc: string, address: string) =>
      createRoleSession(
        aws,
        [
          {
            Effect: 'Allow',
            Action: 'elasticache:Connect',
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:SourceVpc': vpc },
              IpAddress: { 'aws:VpcSourceIp': address },
            },
          },
        ],
        { functionArn: fn.arn },
      );

    expect(
      toRule(
        await verifySigned(aws, {
          credential: allowFrom('vpc-0a1b2c3d4e5f60718', '172.31.0.0/20'),
        }),
      ),
    ).toBe('ok');
    expect(
      toRule(await verifySigned(aws, { credential: allowFrom('vpc-other', '172.31.0.0/20') })),
    ).toBe('policy-cache');
    expect(
      toRule(
        await verifySigned(aws, { credential: allowFrom('vpc-0a1b2c3d4e5f60718', '10.0.0.0/8') }),
      ),
    ).toBe('policy-cache');
  });
});
