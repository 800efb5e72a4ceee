import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../../functions/support/lambda-lab.js';

const CODE = { 'index.mjs': `export const handler = async () => 'ran';` };
const SUBNET = 'subnet-0a1b2c3d4e5f6071a';
const VPC = { SubnetIds: [SUBNET], SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'] };
const DAY_MS = 24 * 3_600_000;

/** States that Lambda enters by itself (AWS: functions-states, configuration-vpc). */
describe('a function in a VPC', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab({ paceFactor: 1 });
  });
  afterEach(() => lab.close());

  const ec2 = () => lab.aws.region('us-east-1').ec2;
  const setAddresses = (count: number) => {
    const subnet = ec2().subnets.get(SUBNET);
    if (subnet) subnet.availableAddresses = count;
  };
  /** Behaves like an SDK that has seen the server's date. */
  const setClock = () => {
    lab.client.config.systemClockOffset = lab.clock.now() - Date.now();
  };
  const pass = (ms: number) => {
    lab.clock.advance(ms);
    setClock();
  };
  const configuration = () =>
    lab.client.send(new GetFunctionConfigurationCommand({ FunctionName: 'app' }));
  const create = async () => {
    await lab.create('app', CODE, { VpcConfig: VPC });
    pass(60_000);
  };

  test('becomes Inactive after 14 days without a call; the next call fails and wakes it', async () => {
    await create();
    pass(13 * DAY_MS);
    expect(await lab.invoke('app')).toMatchObject({ payload: 'ran' });
    pass(14 * DAY_MS);

    expect(await configuration()).toMatchObject({ State: 'Inactive', StateReasonCode: 'Idle' });
    expect(ec2().networkInterfaces.size).toBe(0);
    await expect(lab.invoke('app')).rejects.toMatchObject({
      name: 'ResourceNotReadyException',
      $metadata: { httpStatusCode: 502 },
    });
    expect(await configuration()).toMatchObject({ State: 'Pending' });
    await expect(lab.invoke('app')).rejects.toMatchObject({ name: 'ResourceConflictException' });
    pass(60_000);

    expect(await lab.invoke('app')).toMatchObject({ payload: 'ran' });
    expect(ec2().networkInterfaces.size).toBe(1);
  });

  test('never becomes Inactive without a VPC', async () => {
    await lab.create('app', CODE);
    pass(100 * DAY_MS);

    expect(await configuration()).toMatchObject({ State: 'Active' });
  });

  test('fails if no address is free; after that, it can only be deleted', async () => {
    setAddresses(0);
    await create();

    expect(await configuration()).toMatchObject({
      State: 'Failed',
      StateReasonCode: 'SubnetOutOfIPAddresses',
      StateReason: expect.stringContaining('no available IP addresses'),
    });
    const failed = {
      name: 'ResourceConflictException',
      message: expect.stringContaining('in the following state: Failed'),
    };
    await expect(lab.invoke('app')).rejects.toMatchObject(failed);
    const change = { FunctionName: 'app', Timeout: 5 };
    const update = new UpdateFunctionConfigurationCommand(change);
    await expect(lab.client.send(update)).rejects.toMatchObject(failed);
    await lab.client.send(new DeleteFunctionCommand({ FunctionName: 'app' }));
    await expect(configuration()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('keeps its settings if an update fails', async () => {
    await lab.create('app', CODE);
    setAddresses(0);
    const change = { FunctionName: 'app', VpcConfig: VPC };
    await lab.client.send(new UpdateFunctionConfigurationCommand(change));
    expect(await configuration()).toMatchObject({ LastUpdateStatus: 'InProgress' });
    pass(60_000);

    const after = await configuration();

    expect(after).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReasonCode: 'SubnetOutOfIPAddresses',
    });
    expect(after.VpcConfig).toBeUndefined();
    expect(await lab.invoke('app')).toMatchObject({ payload: 'ran' });
  });

  test('is refused at once in a zone that Lambda does not support', async () => {
    const subnet = ec2().subnets.get(SUBNET);
    if (subnet) subnet.refusedBy = ['lambda'];

    await expect(lab.create('app', CODE, { VpcConfig: VPC })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message:
        "The provided subnets contain availability zone Lambda doesn't support. Please use a different set of subnets.",
    });
  });
});
