import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ec2Service } from '../../../../src/emulator/services/ec2/index.js';
import { lambdaService } from '../../../../src/emulator/services/lambda/index.js';
import { stsService } from '../../../../src/emulator/services/sts/index.js';
import type { Role } from '../../../../src/emulator/state/iam.js';
import { startEndpoint, type TestEndpoint } from '../../support/endpoint.js';

const ROOT = 'arn:aws:iam::123456789012:root';

function toRole(facts: { trusted: unknown; statements?: object[]; effect?: string }): Role {
  return {
    name: 'app',
    id: 'AROAEXAMPLE',
    arn: 'arn:aws:iam::123456789012:role/app',
    path: '/',
    createdAtMs: 0,
    maxSessionSeconds: 3600,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: facts.effect ?? 'Allow', Principal: facts.trusted, Action: 'sts:AssumeRole' },
      ],
    }),
    assumableAtMs: 0,
    attachedPolicies: new Map(),
    inlinePolicies: new Map([
      ['own', JSON.stringify({ Version: '2012-10-17', Statement: facts.statements ?? [] })],
    ]),
    tags: new Map(),
  };
}

describe('STS', () => {
  let endpoint: TestEndpoint;
  const clients: { destroy(): void }[] = [];
  const open = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    endpoint = await startEndpoint({ services: [stsService, ec2Service, lambdaService] });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await endpoint.close();
  });
  const assume = async (role: Role, options: Partial<AssumeRoleCommandInput> = {}) => {
    endpoint.aws.iam.roles.set(role.name, role);
    const sts = open(new STSClient(endpoint.config));
    const input = { RoleArn: role.arn, RoleSessionName: 'session-1', ...options };
    const { Credentials } = await sts.send(new AssumeRoleCommand(input));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    return { ...endpoint.config, credentials, expiration: Credentials?.Expiration };
  };
  const whoIs = (config: TestEndpoint['config']) =>
    open(new STSClient(config)).send(new GetCallerIdentityCommand({}));

  test('session policies are refused: without them, a session could do more than on AWS', async () => {
    const role = toRole({ trusted: { AWS: '123456789012' } });
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    for (const options of [{ Policy }, { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/None' }] }]) {
      await expect(assume(role, options)).rejects.toMatchObject({
        name: 'ValidationError',
        message: 'Session policies are not served here.',
      });
    }
  });

  test("the administrator is a user of the tutorial's account", async () => {
    expect(await whoIs(endpoint.config)).toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/valkey-lab',
    });
  });

  test('a role’s session signs with its temporary credentials and is named after them', async () => {
    const config = await assume(toRole({ trusted: { AWS: ROOT } }));
    expect(config.credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(await whoIs(config)).toMatchObject({
      UserId: 'AROAEXAMPLE:session-1',
      Arn: 'arn:aws:sts::123456789012:assumed-role/app/session-1',
    });
  });

  test.each([
    ['another service is trusted', { trusted: { Service: 'lambda.amazonaws.com' } }],
    ['another account is trusted', { trusted: { AWS: '111122223333' } }],
    ['trust is denied', { trusted: { AWS: ROOT }, effect: 'Deny' }],
  ])('a role cannot be assumed where %s', async (_name, facts) => {
    await expect(assume(toRole(facts))).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::123456789012:user/valkey-lab is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/app',
    });
  });

  test('a session is not longer than the role allows', async () => {
    const role = toRole({ trusted: { AWS: ROOT } });
    await expect(assume(role, { DurationSeconds: 3601 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    const { expiration } = await assume(role, { DurationSeconds: 900 });
    const leftMs = (expiration?.getTime() ?? 0) - endpoint.clock.now();
    expect(leftMs).toBeGreaterThan(890_000);
    expect(leftMs).toBeLessThanOrEqual(900_000);
  });

  test('a role may make only the calls that its policies allow', async () => {
    const statements = [{ Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' }];
    const config = await assume(toRole({ trusted: { AWS: ROOT }, statements }));
    const allowed = await open(new EC2Client(config)).send(new DescribeVpcsCommand({}));
    expect(allowed.Vpcs).toHaveLength(1);
    const refused = open(new LambdaClient(config)).send(new ListFunctionsCommand({}));
    await expect(refused).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/app/session-1 is not authorized to perform: lambda:ListFunctions on resource: * because no identity-based policy allows the lambda:ListFunctions action',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('an explicit deny is reported as such, with EC2’s code', async () => {
    const statements = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:*', Resource: '*' },
    ];
    const config = await assume(toRole({ trusted: { AWS: ROOT }, statements }));
    const refused = open(new EC2Client(config)).send(new DescribeVpcsCommand({}));
    await expect(refused).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
  });

  test('a session of a deleted role may only ask for its identity', async () => {
    const statements = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const config = await assume(toRole({ trusted: { AWS: ROOT }, statements }));
    endpoint.aws.iam.roles.clear();
    const refused = open(new EC2Client(config)).send(new DescribeVpcsCommand({}));
    await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(whoIs(config)).resolves.toBeDefined();
  });
});
