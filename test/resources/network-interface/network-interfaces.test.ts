import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { previewDestroy } from '../../../src/engine/preview.js';
import { createDeploymentPackage } from '../../../src/resources/deployment-package/create.js';
import { blueprint } from '../../../src/resources/index.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, interrupted, present, regionOf, toChanges, up } from '../../support/run-lab.js';

const INTERFACE = 'network-interface/AccessValkey';
const ROLE = 'elasticache-iam-auth-app';

describe('network interfaces of the function', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const interfaces = () => [...regionOf(lab).ec2.networkInterfaces.values()];
  const role = () => lab.emulator.state.iam.roles.get(ROLE);
  const notes = () => lab.events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
  /** The network of the lab's function. */
  const findPlace = () => {
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    return { SubnetIds: [...fn.subnetIds], SecurityGroupIds: [...fn.securityGroupIds] };
  };
  /** A foreign function. */
  const createOther = async (
    name: string,
    VpcConfig: { SubnetIds: string[]; SecurityGroupIds: string[] },
  ) => {
    const { arn } = present(role());
    const client = await lab.ctx.aws.lambda();
    const { zip } = await createDeploymentPackage(lab.ctx.handlerFolder);
    await client.send(
      new CreateFunctionCommand({
        ...{ FunctionName: name, Role: arn, Runtime: 'nodejs24.x', Handler: 'index.handler' },
        Code: { ZipFile: zip },
        VpcConfig,
      }),
    );
  };
  const deleteFunction = async (FunctionName: string) => {
    const client = await lab.ctx.aws.lambda();
    await client.send(new DeleteFunctionCommand({ FunctionName }));
  };

  test('down waits with progress until they are released, then deletes the role', async () => {
    await up(lab);
    expect(interfaces()).toHaveLength(3);

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted', [`role/${ROLE}`]: 'deleted' });

    const order = lab.reports().map(({ kind }) => kind);
    expect(order.indexOf('role')).toBeGreaterThan(order.indexOf('network-interface'));
    expect(order.indexOf('serverless-cache')).toBeLessThan(order.indexOf('network-interface'));
    expect(lab.events).toContainEqual(
      expect.objectContaining({ type: 'waiting', status: '3 not released by Lambda yet' }),
    );
    const text = expect.stringMatching(/about 5 minutes.*--no-wait-interfaces/);
    expect(lab.events).toContainEqual({ type: 'note', text });
    expect(interfaces()).toEqual([]);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('are found by the function’s network, even if they have another function’s name', async () => {
    await up(lab);
    await createOther('the-first', findPlace());
    for (const [id, one] of regionOf(lab).ec2.networkInterfaces) {
      const description = one.description.replace('AccessValkey', 'the-first');
      regionOf(lab).ec2.networkInterfaces.set(id, { ...one, description });
    }
    lab.emulator.advance(60_000);
    await deleteFunction('the-first');

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted' });
    expect(interfaces()).toEqual([]);
  });

  test('stay if another function uses them: down says so and deletes the role', async () => {
    await up(lab);
    await createOther('others', findPlace());
    lab.emulator.advance(60_000);

    expect(await previewDestroy(blueprint.resources, lab.ctx)).toContainEqual(
      expect.objectContaining({ kind: 'network-interface', action: 'kept', owned: false }),
    );
    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'kept', [`role/${ROLE}`]: 'deleted' });
    expect(interfaces()).toHaveLength(3);
  });

  test('can be taken by a function that another user creates: down stops waiting', async () => {
    await up(lab);
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    let isMade = false;
    const report: Lab['ctx']['report'] = (event) => {
      lab.ctx.report(event);
      if (event.type !== 'waiting' || event.resource.kind !== 'network-interface' || isMade) return;
      isMade = true;
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function:others';
      regionOf(lab).lambda.functions.set('others', { ...fn, name: 'others', arn });
      for (const one of interfaces()) one.functionArns.add(arn);
    };

    expect(await down(lab, { report })).toMatchObject({ [INTERFACE]: 'kept' });
    expect(interfaces()).toHaveLength(3);
  });

  test('are deleted as soon as Lambda has released them: down takes minutes', async () => {
    await up(lab);
    const started = lab.emulator.clock.now();

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted', [`role/${ROLE}`]: 'deleted' });

    expect(lab.calls('DeleteNetworkInterface')).toBe(3);
    expect(lab.emulator.clock.now() - started).toBeLessThan(6 * 60_000);
    expect(interfaces()).toEqual([]);
  });

  test('are waited for without the permission to delete them, and down says so', async () => {
    await up(lab);
    lab.emulator.setFaults({ rules: [{ operation: 'DeleteNetworkInterface', kind: 'deny' }] });

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted', [`role/${ROLE}`]: 'deleted' });

    expect(lab.calls('DeleteNetworkInterface')).toBe(1);
    expect(notes().join()).toContain('ec2:DeleteNetworkInterface');
    expect(interfaces()).toEqual([]);
  });

  test('of a function whose name begins alike are left', async () => {
    await up(lab);
    const [one] = interfaces();
    const description = present(one).description.replace('AccessValkey', 'AccessValkey-2');
    const other = { ...present(one), id: 'eni-0fffffffffffffff0', description };
    other.functionArns = new Set(['arn:aws:lambda:us-east-1:123456789012:function:AccessValkey-2']);
    other.securityGroupIds = ['sg-00000000000000000'];
    regionOf(lab).ec2.networkInterfaces.set(other.id, other);

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted' });
    expect(interfaces().map(({ id }) => id)).toEqual([other.id]);
  });

  test('can stay in use until the time limit: the role and its VPC policy stay, and the next down finishes', async () => {
    await up(lab);
    const stuck = 'arn:aws:lambda:us-east-1:123456789012:function:not-listed';
    for (const one of interfaces()) one.functionArns.add(stuck);
    const limit = new AbortController();
    const timeLimit = new Error('The time limit ran out.');
    const started = lab.emulator.clock.now();
    const report: Lab['ctx']['report'] = (event) => {
      lab.ctx.report(event);
      if (lab.emulator.clock.now() - started > 40 * 60_000) limit.abort(timeLimit);
    };

    await expect(down(lab, { report, signal: limit.signal })).rejects.toBe(timeLimit);
    const attached = [...present(role()).attachedPolicies.keys()];
    expect(attached).toEqual([expect.stringContaining('AWSLambdaVPCAccessExecutionRole')]);
    expect(await observe(lab).caches()).toEqual([]);

    for (const one of interfaces()) {
      one.functionArns.clear();
      one.releasedAtMs = lab.emulator.clock.now();
    }
    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted', [`role/${ROLE}`]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
    expect(interfaces()).toEqual([]);
  }, 120_000);

  test('are found by their description if down was killed after it deleted the function', async () => {
    await up(lab);
    await interrupted(
      lab,
      (one) => down(one),
      (event) => event.type === 'waiting' && event.resource.kind === 'network-interface',
    );
    expect(await observe(lab).functions()).toEqual([]);

    expect(toChanges(await down(lab))).toMatchObject({
      [INTERFACE]: 'deleted',
      [`role/${ROLE}`]: 'deleted',
    });
    expect(interfaces()).toEqual([]);
  });

  test('are named without a wait with --no-wait-interfaces, and the role is deleted at once', async () => {
    await up(lab);
    const ids = interfaces().map(({ id }) => id);

    const actions = await down(lab, { waitForInterfaces: false });

    expect(actions).toMatchObject({ [INTERFACE]: 'kept', [`role/${ROLE}`]: 'deleted' });
    for (const id of ids) expect(notes().join()).toContain(id);
  });

  test('are left behind without their role: down says how to delete them and stops waiting', async () => {
    await up(lab);
    await down(lab, { waitForInterfaces: false });

    await expect(down(lab)).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringContaining('because the role was deleted before'),
      hint: {
        text: expect.stringContaining('aws ec2 delete-network-interface --region us-east-1'),
      },
    });
    expect(interfaces()).toHaveLength(3);
  });

  test('stay if they belong to a foreign function of the same name', async () => {
    await up(lab, ['role', 'executionAttachment']);
    lab.emulator.advance(60_000);
    const [subnet] = [...regionOf(lab).ec2.subnets.keys()];
    await createOther('AccessValkey', {
      SubnetIds: [present(subnet)],
      SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
    });

    expect(await down(lab)).toMatchObject({
      [INTERFACE]: 'kept',
      'function/AccessValkey': 'kept',
    });
    expect(interfaces()).toHaveLength(1);
    expect(present(interfaces()[0]).functionArns.size).toBe(1);
  });

  test('belong to the lab although a list still contains the deleted function', async () => {
    await up(lab);
    const place = findPlace();
    const client = await lab.ctx.aws.lambda();
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        if (args.input instanceof Object && 'FunctionVersion' in args.input) {
          const stale = { FunctionName: 'AccessValkey', VpcConfig: place };
          (result.output as { Functions?: object[] }).Functions?.push(stale);
        }
        return result;
      },
      { step: 'initialize' },
    );
    expect(
      (await client.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }))).Functions,
    ).toHaveLength(2);

    expect(await down(lab)).toMatchObject({ [INTERFACE]: 'deleted' });
    expect(interfaces()).toEqual([]);
  });
});
