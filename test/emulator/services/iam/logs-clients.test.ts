import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListPoliciesCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { iamService } from '../../../../src/emulator/services/iam/index.js';
import { logsService } from '../../../../src/emulator/services/logs/index.js';
import { startEndpoint, type TestEndpoint } from '../../support/endpoint.js';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['elasticache:Connect'], Resource: ['*'] }],
});

describe('IAM and CloudWatch Logs through the SDK clients', () => {
  let server: TestEndpoint;
  let iam: IAMClient;
  let logs: CloudWatchLogsClient;

  beforeEach(async () => {
    server = await startEndpoint({ services: [iamService, logsService] });
    iam = new IAMClient(server.config);
    logs = new CloudWatchLogsClient(server.config);
  });
  afterEach(async () => {
    iam.destroy();
    logs.destroy();
    await server.close();
  });

  const createRole = (RoleName: string, AssumeRolePolicyDocument = TRUST) =>
    iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument,
        Tags: [{ Key: 'valkey-lab:lab', Value: 'default' }],
      }),
    );

  test('role and policy are created, attached, read and removed', async () => {
    await createRole('app');
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'connect', PolicyDocument: POLICY }),
    );
    const attachment = { RoleName: 'app', PolicyArn: Policy?.Arn };
    await iam.send(new AttachRolePolicyCommand(attachment));

    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'APP' }));
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/app',
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'valkey-lab:lab', Value: 'default' }],
    });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: 'v1' }),
    );
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(POLICY);
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'app' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      Code: 'DeleteConflict',
      $metadata: { httpStatusCode: 409 },
    });
    await iam.send(new DetachRolePolicyCommand(attachment));
    await iam.send(new DeleteRoleCommand({ RoleName: 'app' }));
    await iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'app' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      Code: 'NoSuchEntity',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('the tutorial’s first trust policy is malformed, and a bad name breaks the model’s rules', async () => {
    const broken = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' }],
    });
    await expect(createRole('app', broken)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      Code: 'MalformedPolicyDocument',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(createRole('no spaces')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(createRole('x'.repeat(65))).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('AWS-managed policies are listed, and roles come in pages', async () => {
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS' }));
    expect(Policies?.map(({ PolicyName }) => PolicyName)).toContain(
      'AWSLambdaVPCAccessExecutionRole',
    );
    for (const name of ['a', 'b', 'c']) await createRole(name);
    const names: (string | undefined)[] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 2 }, {})) {
      names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
    }
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('a log group with tags and retention accepts events and returns them', async () => {
    const logGroupName = '/aws/lambda/app';
    const logStreamName = 's';
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: '1' } }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const timestamp = server.clock.now();
    await logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [{ timestamp, message: 'Success: ü' }],
      }),
    );

    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups?.[0]).toMatchObject({ logGroupName, retentionInDays: 7 });
    const resourceArn = logGroups?.[0]?.logGroupArn;
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({
      a: '1',
    });
    const { events } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: '"Success: ü"' }),
    );
    expect(events).toMatchObject([{ logStreamName, timestamp, message: 'Success: ü' }]);
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      logs.send(new CreateLogGroupCommand({ logGroupName: 'no spaces' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
