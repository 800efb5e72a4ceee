import {
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../../functions/support/lambda-lab.js';

const CODE = { 'index.mjs': 'export const handler = async () => 1;' };
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:app';

describe('functions', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  const configuration = (FunctionName = 'app') =>
    lab.client.send(new GetFunctionConfigurationCommand({ FunctionName }));

  test('are shown with everything that AWS shows', async () => {
    await lab.create('app', CODE, { Environment: { Variables: { CACHE_NAME: 'cache-01' } } });

    const { $metadata, ...shown } = await configuration();

    expect($metadata.httpStatusCode).toBe(200);
    expect(shown).toEqual({
      FunctionName: 'app',
      FunctionArn: ARN,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::123456789012:role/app',
      Handler: 'index.handler',
      CodeSize: expect.any(Number),
      Description: '',
      Timeout: 30,
      MemorySize: 256,
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      Version: '$LATEST',
      Environment: { Variables: { CACHE_NAME: 'cache-01' } },
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(
          /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
        ),
      },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/app' },
    });
  });

  test('have a timeout of 3 s and 128 MB by default', async () => {
    await lab.create('app', CODE, { Timeout: undefined, MemorySize: undefined } as object);

    expect(await configuration()).toMatchObject({ Timeout: 3, MemorySize: 128 });
  });

  test.each(['app', 'function:app', '123456789012:function:app', ARN, `${ARN}:$LATEST`])(
    'are found as %s',
    async (name) => {
      await lab.create('app', CODE);

      expect((await configuration(name)).FunctionArn).toBe(ARN);
    },
  );

  test.each([
    ['other', 'arn:aws:lambda:us-east-1:123456789012:function:other'],
    ['app:7', `${ARN}:7`],
    [ARN.replace('us-east-1', 'eu-west-1'), ARN.replace('us-east-1', 'eu-west-1')],
  ])('that are not there are not found: %s', async (name, arn) => {
    await lab.create('app', CODE);

    await expect(configuration(name)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn}`,
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('have unique names, even if two are created at the same time', async () => {
    const outcomes = await Promise.allSettled([lab.create('app', CODE), lab.create('app', CODE)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(lab.create('app', CODE)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: app',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('have tags from their creation on', async () => {
    await lab.create('app', CODE, { Tags: { 'valkey-lab:lab': 'default' } });
    await lab.client.send(new TagResourceCommand({ Resource: ARN, Tags: { a: '1', b: '2' } }));
    await lab.client.send(new UntagResourceCommand({ Resource: ARN, TagKeys: ['a', 'none'] }));

    const { Tags } = await lab.client.send(new ListTagsCommand({ Resource: ARN }));
    const shown = await lab.client.send(new GetFunctionCommand({ FunctionName: 'app' }));

    expect(Tags).toEqual({ 'valkey-lab:lab': 'default', b: '2' });
    expect(shown.Tags).toEqual(Tags);
    expect(shown.Code).toEqual({ RepositoryType: 'S3' });
  });

  test('are listed by name, in pages', async () => {
    for (const name of ['c', 'a', 'b']) await lab.create(name, CODE);

    const first = await lab.client.send(new ListFunctionsCommand({ MaxItems: 2 }));
    const rest = await lab.client.send(new ListFunctionsCommand({ Marker: first.NextMarker }));

    expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['a', 'b']);
    expect(rest.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['c']);
    expect(rest.NextMarker).toBeUndefined();
  });

  test('are gone after deletion, with their processes', async () => {
    await lab.create('app', { 'index.mjs': 'export const handler = async () => process.pid;' });
    const { payload: pid } = await lab.invoke('app');

    const answer = await lab.client.send(new DeleteFunctionCommand({ FunctionName: 'app' }));

    expect(answer.$metadata.httpStatusCode).toBe(204);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    await expect(configuration()).rejects.toThrow('Function not found');
    await expect(
      lab.client.send(new DeleteFunctionCommand({ FunctionName: 'app' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('count against the account’s limits', async () => {
    await lab.create('app', CODE);

    expect(await lab.client.send(new GetAccountSettingsCommand({}))).toMatchObject({
      AccountLimit: { ConcurrentExecutions: 1000, CodeSizeUnzipped: 262_144_000 },
      AccountUsage: { FunctionCount: 1 },
    });
  });

  test('with a reserved concurrency of 0 cannot be invoked until it is removed', async () => {
    await lab.create('app', CODE);
    const name = { FunctionName: 'app' };
    await lab.client.send(
      new PutFunctionConcurrencyCommand({ ...name, ReservedConcurrentExecutions: 0 }),
    );

    await expect(lab.invoke('app')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(await lab.client.send(new GetFunctionConcurrencyCommand(name))).toMatchObject({
      ReservedConcurrentExecutions: 0,
    });
    await lab.client.send(new DeleteFunctionConcurrencyCommand(name));
    expect((await lab.invoke('app')).payload).toBe(1);
  });
});
