import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../../functions/support/lambda-lab.js';
import { zip } from '../../functions/support/zip.js';

const answering = (text: string) => ({
  'index.mjs': `export const handler = async () => '${text} ' + (process.env.WHO ?? '');`,
});
const VPC = {
  SubnetIds: ['subnet-0a1b2c3d4e5f6071a', 'subnet-0a1b2c3d4e5f6071b'],
  SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
};
const PENDING =
  'The operation cannot be performed at this time. The function is currently in the following state: Pending';

describe('a function at AWS’s pace', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab({ paceFactor: 1 });
  });
  afterEach(() => lab.close());

  const configuration = async () => {
    lab.client.config.systemClockOffset = lab.clock.now() - Date.now();
    return lab.client.send(new GetFunctionConfigurationCommand({ FunctionName: 'app' }));
  };
  const update = (changes: Partial<UpdateFunctionConfigurationCommandInput>) =>
    lab.client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'app', ...changes }));
  const interfaces = () => [...lab.aws.region('us-east-1').ec2.networkInterfaces.values()];

  test('is Active at once without a VPC', async () => {
    await lab.create('app', answering('one'));

    expect(await configuration()).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
  });

  test('is Pending with a VPC until its interfaces exist, and refuses everything until then', async () => {
    await lab.create('app', answering('one'), { VpcConfig: VPC });

    expect(await configuration()).toMatchObject({
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      VpcConfig: { ...VPC, VpcId: 'vpc-0a1b2c3d4e5f60718', Ipv6AllowedForDualStack: false },
    });
    const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:app';
    const ZipFile = await zip({ a: 'b' });
    const FunctionName = 'app';
    for (const call of [
      () => lab.invoke('app'),
      () => update({ Timeout: 5 }),
      () => lab.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
      () => lab.client.send(new TagResourceCommand({ Resource, Tags: { a: 'b' } })),
      () => lab.client.send(new DeleteFunctionCommand({ FunctionName })),
    ]) {
      await expect(call()).rejects.toMatchObject({
        name: 'ResourceConflictException',
        message: PENDING,
        $metadata: { httpStatusCode: 409 },
      });
    }
    lab.clock.advance(45_000);
    const active = await configuration();
    expect(active.State).toBe('Active');
    expect(active.StateReasonCode).toBeUndefined();
    expect((await lab.invoke('app')).payload).toBe('one ');
  });

  test('shows an update at once and runs it when the update ends', async () => {
    await lab.create('app', answering('one'));
    await lab.invoke('app');

    const updating = await update({ Environment: { Variables: { WHO: 'me' } }, Timeout: 7 });

    expect(updating).toMatchObject({
      Timeout: 7,
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReasonCode: 'Creating',
    });
    expect((await lab.invoke('app')).payload).toBe('one ');
    await expect(update({ Timeout: 8 })).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:123456789012:function:app',
    });
    lab.clock.advance(5000);
    expect((await configuration()).LastUpdateStatus).toBe('Successful');
    expect((await lab.invoke('app')).payload).toBe('one me');
  });

  test('runs new code in new environments', async () => {
    await lab.create('app', answering('one'));
    await lab.invoke('app');
    const before = await configuration();

    const updated = await lab.client.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'app', ZipFile: await zip(answering('two')) }),
    );
    lab.clock.advance(5000);

    expect(updated.CodeSha256).not.toBe(before.CodeSha256);
    expect(updated.RevisionId).not.toBe(before.RevisionId);
    expect((await lab.invoke('app')).payload).toBe('two ');
  });

  test('only checks the code in a dry run', async () => {
    await lab.create('app', answering('one'));
    const before = await configuration();

    const checked = await lab.client.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'app',
        ZipFile: await zip(answering('two')),
        DryRun: true,
      }),
    );

    expect(checked.CodeSha256).not.toBe(before.CodeSha256);
    expect((await configuration()).CodeSha256).toBe(before.CodeSha256);
  });

  test('refuses an update of a revision that is not the latest', async () => {
    await lab.create('app', answering('one'));
    const { RevisionId } = await configuration();
    await update({ Timeout: 5, RevisionId });
    lab.clock.advance(5000);
    await configuration();

    await expect(update({ Timeout: 6, RevisionId })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    });
  });

  test('shares its interfaces with functions that have the same subnets and groups', async () => {
    await lab.create('app', answering('one'), { VpcConfig: VPC });
    await lab.create('twin', answering('two'), { VpcConfig: VPC });

    expect(interfaces()).toHaveLength(2);
    expect(interfaces()[0]).toMatchObject({
      id: expect.stringMatching(/^eni-[0-9a-f]{17}$/),
      description: expect.stringMatching(/^AWS Lambda VPC ENI-app-[0-9a-f-]{36}$/),
      privateIp: '172.31.0.4',
      roleName: 'app',
    });
    expect([...(interfaces()[0]?.functionArns ?? [])]).toHaveLength(2);
  });

  test('leaves its interfaces behind when it is deleted or leaves the VPC', async () => {
    await lab.create('app', answering('one'), { VpcConfig: VPC });
    await lab.create('twin', answering('two'), { VpcConfig: VPC });
    lab.clock.advance(45_000);
    await configuration();

    await lab.client.send(new DeleteFunctionCommand({ FunctionName: 'twin' }));
    expect(interfaces().map(({ releasedAtMs }) => releasedAtMs)).toEqual([undefined, undefined]);
    await update({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });

    expect(interfaces()).toHaveLength(2);
    for (const { releasedAtMs, functionArns } of interfaces()) {
      expect(functionArns.size).toBe(0);
      expect(Math.abs((releasedAtMs ?? 0) - lab.clock.now())).toBeLessThan(5000);
    }
    expect((await configuration()).VpcConfig).toBeUndefined();
  });
});
