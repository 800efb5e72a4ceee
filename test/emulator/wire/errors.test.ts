import {
  CloudWatchLogsClient,
  DescribeLogGroups$,
  DescribeLogGroupsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeVpcs$, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeUsers$,
  DescribeUsersCommand,
  ElastiCacheClient,
  UserNotFoundFault,
} from '@aws-sdk/client-elasticache';
import { GetRole$, GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import {
  GetFunction$,
  GetFunctionCommand,
  LambdaClient,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import type { StaticOperationSchema } from '@smithy/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AwsFault, fault } from '../../../src/emulator/wire/fault.js';
import { type ServiceModel, serve } from '../../../src/emulator/wire/service-model.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { sendForm, sendRaw, signRequest } from '../support/raw-request.js';

let next: AwsFault;
const failing = (schema: StaticOperationSchema) => ({
  rules: {},
  operations: [
    serve(schema, () => {
      throw next;
    }),
  ],
});
const services: ServiceModel[] = [
  {
    serviceId: 'ElastiCache',
    signingName: 'elasticache',
    protocol: 'awsQuery',
    version: '2015-02-02',
    xmlNamespace: 'http://elasticache.amazonaws.com/doc/2015-02-02/',
    namespace: 'com.amazonaws.elasticache',
    ...failing(DescribeUsers$),
  },
  {
    serviceId: 'IAM',
    signingName: 'iam',
    protocol: 'awsQuery',
    version: '2010-05-08',
    namespace: 'com.amazonaws.iam',
    ...failing(GetRole$),
  },
  {
    serviceId: 'EC2',
    signingName: 'ec2',
    protocol: 'ec2Query',
    version: '2016-11-15',
    namespace: 'com.amazonaws.ec2',
    ...failing(DescribeVpcs$),
  },
  {
    serviceId: 'Lambda',
    signingName: 'lambda',
    protocol: 'restJson1',
    namespace: 'com.amazonaws.lambda',
    ...failing(GetFunction$),
  },
  {
    serviceId: 'CloudWatch Logs',
    signingName: 'logs',
    protocol: 'awsJson1_1',
    targetPrefix: 'Logs_20140328',
    namespace: 'com.amazonaws.cloudwatchlogs',
    ...failing(DescribeLogGroups$),
  },
];

describe('errors on the wire', () => {
  let endpoint: TestEndpoint;
  const clients: { destroy(): void }[] = [];
  const open = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  beforeEach(async () => {
    endpoint = await startEndpoint({ services });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await endpoint.close();
  });

  test('ElastiCache: the SDK sees the shape, its wire code and its status', async () => {
    next = fault('UserNotFoundFault', 'User <a> & "b" not found.');
    const client = open(new ElastiCacheClient(endpoint.config));
    const sent = client.send(new DescribeUsersCommand({}));
    await expect(sent).rejects.toBeInstanceOf(UserNotFoundFault);
    await expect(sent).rejects.toMatchObject({
      name: 'UserNotFoundFault',
      Code: 'UserNotFound',
      Type: 'Sender',
      message: 'User <a> & "b" not found.',
      $metadata: { httpStatusCode: 404, requestId: expect.any(String) },
    });
  });

  test('ElastiCache: the body is an ErrorResponse with the wire code', async () => {
    next = fault('UserNotFoundFault', 'No.');
    const { body, headers } = await sendForm(endpoint, 'elasticache', 'Action=DescribeUsers');
    expect(body).toMatch(
      /^<\?xml .*\?>\n<ErrorResponse xmlns="http:\/\/elasticache.amazonaws.com\/doc\/2015-02-02\/"><Error><Type>Sender<\/Type><Code>UserNotFound<\/Code><Message>No.<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>\n$/,
    );
    expect(headers['content-type']).toContain('text/xml');
  });

  test('a fault named by its wire code has the status of the model', async () => {
    next = fault('UserNotFound', 'No.');
    const answer = await sendForm(endpoint, 'elasticache', 'Action=DescribeUsers');
    expect(answer.status).toBe(404);
  });

  test('a code outside the model keeps its name and has status 400, or the given one', async () => {
    next = fault('DependencyViolation', 'In use.');
    const plain = await sendForm(endpoint, 'elasticache', 'Action=DescribeUsers');
    expect([plain.status, plain.body]).toEqual([
      400,
      expect.stringContaining('DependencyViolation'),
    ]);
    next = fault('ServiceUnavailable', 'Later.', { status: 503 });
    const given = await sendForm(endpoint, 'elasticache', 'Action=DescribeUsers');
    expect(given.status).toBe(503);
    expect(given.body).toContain('<Type>Receiver</Type>');
  });

  test('IAM: NoSuchEntity', async () => {
    next = fault('NoSuchEntityException', 'The role with name r cannot be found.');
    const sent = open(new IAMClient(endpoint.config)).send(new GetRoleCommand({ RoleName: 'r' }));
    await expect(sent).rejects.toBeInstanceOf(NoSuchEntityException);
    await expect(sent).rejects.toMatchObject({
      Code: 'NoSuchEntity',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("EC2: codes keep their names, in EC2's own envelope", async () => {
    next = fault('InvalidVpcID.NotFound', 'The vpc ID does not exist.');
    const sent = open(new EC2Client(endpoint.config)).send(new DescribeVpcsCommand({}));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' });
    const { body } = await sendForm(endpoint, 'ec2', 'Action=DescribeVpcs');
    expect(body).toContain('<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>');
    expect(body).toMatch(/<\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>/);
  });

  test('Lambda: the code in a header, Type and message in the body', async () => {
    next = fault('ResourceNotFoundException', 'Function not found: x');
    const client = open(new LambdaClient(endpoint.config));
    const sent = client.send(new GetFunctionCommand({ FunctionName: 'x' }));
    await expect(sent).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(sent).rejects.toMatchObject({
      message: 'Function not found: x',
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
    const raw = { method: 'GET', path: '/2015-03-31/functions/x' };
    const answer = await sendRaw(endpoint, await signRequest(endpoint, raw, { service: 'lambda' }));
    expect(answer.headers['x-amzn-errortype']).toBe('ResourceNotFoundException');
    expect(JSON.parse(answer.body)).toEqual({ Type: 'User', Message: 'Function not found: x' });
  });

  test('Lambda: other members of an error are in body and headers', async () => {
    next = fault('TooManyRequestsException', 'Slow down.', {
      members: { Reason: 'ConcurrentInvocationLimitExceeded', retryAfterSeconds: '3' },
    });
    const client = open(new LambdaClient(endpoint.config));
    const sent = client.send(new GetFunctionCommand({ FunctionName: 'x' }));
    await expect(sent).rejects.toBeInstanceOf(TooManyRequestsException);
    await expect(sent).rejects.toMatchObject({
      Reason: 'ConcurrentInvocationLimitExceeded',
      retryAfterSeconds: '3',
      $metadata: { httpStatusCode: 429 },
    });
  });

  test('CloudWatch Logs: the code in __type', async () => {
    next = fault('ResourceAlreadyExistsException', 'The specified log group already exists');
    const client = open(new CloudWatchLogsClient(endpoint.config));
    const sent = client.send(new DescribeLogGroupsCommand({}));
    await expect(sent).rejects.toBeInstanceOf(ResourceAlreadyExistsException);
    await expect(sent).rejects.toMatchObject({
      message: 'The specified log group already exists',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('characters that XML cannot contain are left out', async () => {
    next = fault('InvalidParameterValue', 'bad \u0000\u001b name\nline');
    const client = open(new ElastiCacheClient(endpoint.config));
    await expect(client.send(new DescribeUsersCommand({}))).rejects.toMatchObject({
      message: 'bad  name\nline',
    });
  });
});
