import {
  DeleteFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zip } from '../../emulator/functions/support/zip.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import {
  down,
  interrupted,
  invoke,
  present,
  regionOf,
  toChanges,
  up,
  waitsFor,
} from '../../support/run-lab.js';

const FUNCTION = 'function/AccessValkey';
const DAY_MS = 24 * 3_600_000;

describe('the function in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  /** The emulator's own record, to prepare states that no call produces. */
  const record = () => present(regionOf(lab).lambda.functions.get('AccessValkey'));
  const seen = () => observe(lab).function();
  const send = async (command: object) => {
    const client = await lab.ctx.aws.lambda();
    await client.send(command as DeleteFunctionCommand);
  };
  /** Records the members of each update of the configuration. */
  const watchUpdates = async () => {
    const client = await lab.ctx.aws.lambda();
    const updates: string[][] = [];
    client.middlewareStack.add(
      (next, context) => (args) => {
        const isUpdate = context['commandName'] === UpdateFunctionConfigurationCommand.name;
        if (isUpdate) updates.push(Object.keys(args.input));
        return next(args);
      },
      { step: 'initialize' },
    );
    return () => updates;
  };
  const fillSubnets = (availableAddresses: number) => {
    for (const subnet of regionOf(lab).ec2.subnets.values()) {
      subnet.availableAddresses = availableAddresses;
    }
  };
  const expectItWorks = async () => {
    expect(await invoke(lab)).toMatchObject({
      functionError: null,
      payload: 'Fetched value from Valkey',
    });
  };
  const expectNothingLeft = async () => {
    expect(lab.emulator.isEmpty()).toBe(true);
    expect(await observe(lab).interfaces()).toEqual([]);
  };

  test('Pending: up waits for it and sets the endpoint that it lacks', async () => {
    await interrupted(lab, (one) => up(one), waitsFor('function', 'pending'));
    expect((await seen()).Environment?.Variables).not.toHaveProperty('CACHE_ENDPOINT');

    expect(await up(lab)).toMatchObject({ [FUNCTION]: 'updated' });
    expect((await seen()).Environment?.Variables).toHaveProperty('CACHE_ENDPOINT');
    await expectItWorks();
  });

  test('Pending: down waits until it can be deleted', async () => {
    await interrupted(lab, (one) => up(one), waitsFor('function', 'pending'));

    expect(await down(lab)).toMatchObject({ [FUNCTION]: 'deleted' });
    await expectNothingLeft();
  });

  test('Failed: up gives Lambda’s reason, and the next up creates the function again', async () => {
    await up(lab, ['serverlessCache', 'role', 'executionAttachment']);
    fillSubnets(0);
    await expect(up(lab, ['logGroup', 'function'])).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringMatching(
        /is failed: SubnetOutOfIPAddresses, .*no available IP addresses/,
      ),
      hint: { text: expect.stringContaining('VALKEY_LAB_SUBNET_IDS') },
    });
    fillSubnets(100);

    expect(await up(lab)).toMatchObject({ [FUNCTION]: 'created' });
    await expectItWorks();
  });

  test('Failed because of the interface quota: the quota is named with its code', async () => {
    await up(lab, ['serverlessCache', 'role', 'executionAttachment']);
    const { networkInterfaces, subnets } = regionOf(lab).ec2;
    const [subnet] = [...subnets.values()];
    for (let count = 0; count < 249; count += 1) {
      const id = `eni-${count}`;
      networkInterfaces.set(id, {
        ...{ id, subnetId: 'subnet-of-others', vpcId: present(subnet).vpcId },
        ...{ securityGroupIds: ['sg-of-others'], description: 'AWS Lambda VPC ENI-others-1' },
        ...{ privateIp: '10.0.0.1', roleName: 'others' },
        functionArns: new Set(['arn:others']),
      });
    }

    await expect(up(lab, ['logGroup', 'function'])).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringContaining('"Elastic network interfaces per VPC" (L-9FEE3D26)'),
      hint: { text: expect.stringContaining('--service-code lambda --quota-code L-9FEE3D26') },
    });
  });

  test('Failed: down removes it', async () => {
    await up(lab, ['serverlessCache', 'role', 'executionAttachment']);
    fillSubnets(0);
    await up(lab, ['logGroup', 'function']).catch(() => {});
    expect(await seen()).toMatchObject({ State: 'Failed' });

    expect(await down(lab)).toMatchObject({ [FUNCTION]: 'deleted' });
    await expectNothingLeft();
  });

  test('Inactive after 14 idle days: up wakes it', async () => {
    await up(lab);
    lab.emulator.advance(15 * DAY_MS);

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'updated' });
    expect(await seen()).toMatchObject({ State: 'Active' });
    await expectItWorks();
  });

  test('Inactive: down removes it', async () => {
    await up(lab);
    lab.emulator.advance(15 * DAY_MS);

    expect(await down(lab)).toMatchObject({ [FUNCTION]: 'deleted' });
    await expectNothingLeft();
  });

  test('Deleting: up waits until it is gone and creates it again', async () => {
    await up(lab);
    const { functions } = regionOf(lab).lambda;
    record().lifecycle.status = 'Deleting';
    const report = lab.ctx.report;
    const run = up({
      ...lab,
      ctx: {
        ...lab.ctx,
        report(event) {
          report(event);
          if (waitsFor('function', 'deleting')(event)) functions.delete('AccessValkey');
        },
      },
    });

    expect(await run).toMatchObject({ [FUNCTION]: 'created' });
  });

  test('missing: up creates it again with the endpoint of the existing cache', async () => {
    await up(lab);
    await send(new DeleteFunctionCommand({ FunctionName: 'AccessValkey' }));

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'created' });
    await expectItWorks();
  });

  test('up replaces other code', async () => {
    await up(lab);
    const ZipFile = await zip({ 'index.mjs': 'export const handler = async () => "theirs"' });
    await send(new UpdateFunctionCodeCommand({ FunctionName: 'AccessValkey', ZipFile }));

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'updated' });
    await expectItWorks();
  });

  test.each([
    ['environment', { Environment: { Variables: { CACHE_ENDPOINT: 'elsewhere' } } }],
    ['time-out', { Timeout: 3 }],
    ['memory', { MemorySize: 128 }],
    ['handler', { Handler: 'other.handler' }],
    ['runtime', { Runtime: 'nodejs22.x' }],
    ['network', { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }],
    ['logging', { LoggingConfig: { LogFormat: 'JSON' } }],
  ])('another %s is put right, and the update names nothing else', async (_, change) => {
    await up(lab);
    const command = { FunctionName: 'AccessValkey', ...change } as { FunctionName: string };
    await send(new UpdateFunctionConfigurationCommand(command));
    const members = await watchUpdates();

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'updated' });
    expect(members()).toEqual([['FunctionName', ...Object.keys(change)]]);
    await expectItWorks();
  });

  test('the endpoint comes by an update that names only the environment', async () => {
    const members = await watchUpdates();

    await up(lab);

    expect(members()).toEqual([['FunctionName', 'Environment']]);
    expect((await seen()).LoggingConfig?.LogFormat).toBe('Text');
  });

  test('up gives Lambda’s reason for a failed update, and the next up repeats the update', async () => {
    await up(lab);
    await send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'AccessValkey',
        VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      }),
    );
    regionOf(lab).ec2.networkInterfaces.clear();
    fillSubnets(0);
    await expect(up(lab)).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringMatching(/is not updated: SubnetOutOfIPAddresses/),
    });
    fillSubnets(100);

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'updated' });
    await expectItWorks();
  });

  test('up repeats an update that failed before, even if the settings look right', async () => {
    await up(lab);
    record().update.status = 'Failed';
    record().updateReason = { code: 'InternalError', text: 'Internal error.' };

    expect(toChanges(await up(lab))).toEqual({ [FUNCTION]: 'updated' });
    expect(await seen()).toMatchObject({ LastUpdateStatus: 'Successful' });
  });

  test('up replaces a function that is older than its role, because Lambda’s grants belong to the old role', async () => {
    await up(lab);
    lab.emulator.advance(60_000);
    const { roles } = lab.emulator.state.iam;
    roles.clear();

    const actions = await up(lab);

    expect(actions).toMatchObject({
      'role/elasticache-iam-auth-app': 'created',
      [FUNCTION]: 'created',
    });
    await expectItWorks();
  });

  test('up waits while the name of a deleted function is still taken', async () => {
    lab.emulator.setFaults({
      rules: [
        {
          operation: 'CreateFunction',
          kind: 'error',
          code: 'ResourceConflictException',
          message: 'Function already exist: AccessValkey',
          count: 3,
        },
      ],
    });

    expect(await up(lab)).toMatchObject({ [FUNCTION]: 'created' });
  });
});
