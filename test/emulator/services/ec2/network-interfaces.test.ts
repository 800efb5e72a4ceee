import {
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRoleSession } from '../../cache/support/account.js';
import { buildRole } from '../../support/build-role.js';
import { addInterface, type Ec2Lab, filter, startEc2Lab } from '../../support/ec2-lab.js';

describe('network interfaces', () => {
  let lab: Ec2Lab;
  beforeEach(async () => {
    lab = await startEc2Lab();
  });
  afterEach(() => lab.close());

  const RELEASE_MS = 240_000;
  const LIFE_MS = 900_000;
  const find = async () => {
    const Filters = filter('description', 'AWS Lambda VPC ENI*');
    const found = await lab.client.send(new DescribeNetworkInterfacesCommand({ Filters }));
    return found.NetworkInterfaces ?? [];
  };
  const addRole = () => lab.endpoint.aws.iam.roles.set('role-1', buildRole('role-1'));
  const remove = (NetworkInterfaceId: string) =>
    lab.client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));

  test('is in use as long as a function uses it', async () => {
    addRole();
    addInterface(lab.state, { functionArns: new Set(['arn:f']) });
    lab.endpoint.clock.advance(10 * LIFE_MS);
    expect(await find()).toMatchObject([
      { Status: 'in-use', InterfaceType: 'lambda', RequesterManaged: true },
    ]);
  });

  test('outlives its function in two phases, and is then gone (F6.9)', async () => {
    addRole();
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(RELEASE_MS - 1000);
    expect(await find()).toMatchObject([{ Status: 'in-use', InterfaceType: 'lambda' }]);
    await expect(remove('eni-1')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    lab.endpoint.clock.advance(1000);
    expect(await find()).toMatchObject([{ Status: 'available', InterfaceType: 'interface' }]);
    lab.endpoint.clock.advance(LIFE_MS - RELEASE_MS);
    expect(await find()).toEqual([]);
  });

  test('can be deleted by a caller once it is available', async () => {
    addRole();
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(RELEASE_MS);
    await remove('eni-1');
    expect(await find()).toEqual([]);
  });

  test.each([
    ['vpc-0a1b2c3d4e5f60718', 'allowed'],
    ['vpc-0fffffffffffffff0', 'UnauthorizedOperation'],
  ])('with a policy for the VPC %s, deleting it is %s (F10.4)', async (vpc, outcome) => {
    addInterface(lab.state, { releasedAtMs: 0 });
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = createRoleSession(lab.endpoint.aws, [
      {
        Effect: 'Allow',
        Action: 'ec2:DeleteNetworkInterface',
        Resource: 'arn:aws:ec2:us-east-1:123456789012:network-interface/*',
        Condition: { ArnEquals: { 'ec2:Vpc': `arn:aws:ec2:us-east-1:123456789012:vpc/${vpc}` } },
      },
    ]);
    const client = new EC2Client({
      ...lab.endpoint.config,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    const command = new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: 'eni-1' });
    const deleting = client.send(command).then(
      () => 'allowed',
      (error: Error) => error.name,
    );
    expect(await deleting).toBe(outcome);
    client.destroy();
  });

  test('is stranded if its role is deleted first, until a caller deletes it', async () => {
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(LIFE_MS);
    expect(await find()).toMatchObject([{ Status: 'available' }]);
    await remove('eni-1');
    expect(await find()).toEqual([]);
  });

  test('is not stranded if its role is deleted after the interface’s time', async () => {
    addRole();
    addInterface(lab.state, { releasedAtMs: lab.endpoint.clock.now() });
    lab.endpoint.clock.advance(LIFE_MS);
    await find();
    lab.endpoint.aws.iam.roles.clear();
    expect(await find()).toEqual([]);
  });
});
