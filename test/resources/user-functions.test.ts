import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateFunctionCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { destroyLab } from '../../src/actions/down/destroy-lab.js';
import { findLabs } from '../../src/actions/down/find-labs.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { previewEnsure } from '../../src/engine/preview.js';
import { readStatus } from '../../src/engine/status.js';
import { blueprint } from '../../src/resources/index.js';
import { type AnyOutputs, findLabResources } from '../../src/resources/user-functions.js';
import { withFunction } from '../../src/session/function-subject.js';
import type { Session } from '../../src/session/session.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { asOperator } from '../support/operator.js';
import { present, regionOf, toActions, up } from '../support/run-lab.js';
import {
  createUserFunction,
  deploy,
  downWithFunctions,
  FUNCTION_RESOURCES,
} from '../support/user-function.js';

describe("a user's function", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
    await up(lab);
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const find = (name: string) => present(regionOf(lab).lambda.functions.get(name));

  test('has the role, network, tags and cache of the lab, and its own settings', async () => {
    expect(await deploy(lab, 'orders', { variables: { STAGE: 'test' } })).toEqual({
      'log-group//aws/lambda/orders': 'created',
      'function/orders': 'created',
    });

    const [own, proof] = [find('orders'), find('AccessValkey')];
    expect(own).toMatchObject({ handler: 'index.handler', timeoutSeconds: 5, memoryMb: 128 });
    expect(own.roleArn).toBe(proof.roleArn);
    expect(own.subnetIds).toEqual(proof.subnetIds);
    expect(own.securityGroupIds).toEqual(proof.securityGroupIds);
    expect(own.environment).toEqual({ ...proof.environment, STAGE: 'test' });
    expect(own.tags.get('valkey-lab:lab')).toBe('default');
    const group = present(regionOf(lab).logs.groups.get('/aws/lambda/orders'));
    expect(group.retentionDays).toBe(7);
  });

  test('is unchanged by the same deployment, and updated by another one', async () => {
    await deploy(lab, 'orders');
    expect(await deploy(lab, 'orders')).toMatchObject({ 'function/orders': 'unchanged' });
    const ctx = withFunction(lab.ctx, 'orders', await createUserFunction({ memoryMb: 512 }));
    const { changes } = await previewEnsure(blueprint, FUNCTION_RESOURCES, ctx);
    expect(changes).toEqual([
      { resource: 'function/orders', field: 'memory', from: '128 MB', to: '512 MB' },
    ]);
    expect(await deploy(lab, 'orders', { memoryMb: 512 })).toMatchObject({
      'function/orders': 'updated',
    });
    expect(find('orders').memoryMb).toBe(512);
    expect(find('AccessValkey').memoryMb).toBe(256);
  });

  test('is refused when a foreign function has its name, and `down` keeps that one', async () => {
    const lambda = await lab.ctx.aws.lambda();
    const { code } = await createUserFunction();
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName: 'orders', Handler: 'index.handler', Code: { ZipFile: code.zip } },
        Role: find('AccessValkey').roleArn,
        Runtime: 'nodejs24.x',
      }),
    );
    const before = lab.changes().length;

    await expect(deploy(lab, 'orders')).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      exitCode: 3,
      resource: 'function/orders',
    });

    expect(lab.changes()).toHaveLength(before);
    const actions = await downWithFunctions(lab);
    expect(actions).not.toHaveProperty('function/orders');
    expect(regionOf(lab).lambda.functions.has('orders')).toBe(true);
  });

  test('is in `status`, with what it takes from the lab', async () => {
    await deploy(lab, 'orders', { variables: { STAGE: 'test' } });
    await deploy(lab, 'api');
    const read = async () => {
      const all = await findLabResources(lab.ctx, { withRemains: false });
      return readStatus<Session, AnyOutputs>(all, lab.ctx);
    };

    const { reports, problems } = await read();

    expect(problems).toEqual([]);
    expect(reports.slice(-4).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'log-group /aws/lambda/api',
      'function api',
      'log-group /aws/lambda/orders',
      'function orders',
    ]);

    const fn = find('orders');
    Object.assign(fn.environment, { CACHE_ENDPOINT: 'old' });
    expect((await read()).problems).toEqual([
      {
        resource: 'function/orders',
        problem: 'differs from the configuration (environment)',
        remedy: 'by-hand',
        hint: expect.objectContaining({ command: ['deploy-function', 'PATH'] }),
      },
    ]);
  });

  test('goes with the lab, as does a log group whose function is gone', async () => {
    await deploy(lab, 'orders');
    await deploy(lab, 'api');
    const [lambda, logs] = await Promise.all([lab.ctx.aws.lambda(), lab.ctx.aws.logs()]);
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'api' }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/theirs' }));

    const actions = await downWithFunctions(lab);

    expect(actions).toMatchObject({
      'function/orders': 'deleted',
      'log-group//aws/lambda/orders': 'deleted',
      'function/api': 'absent',
      'log-group//aws/lambda/api': 'deleted',
    });
    expect([...regionOf(lab).logs.groups.keys()]).toEqual(['/aws/lambda/theirs']);
    expect(await observe(lab).caches()).toEqual([]);
  });

  test('is found by its log group without the permission to list functions', async () => {
    await deploy(lab, 'orders');
    lab.emulator.setFaults({ rules: [{ operation: 'ListFunctions', kind: 'deny' }] });
    expect(await downWithFunctions(lab)).toMatchObject({ 'function/orders': 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('hides nothing from an operator who may not read the tags of other log groups', async () => {
    const logs = await lab.ctx.aws.logs();
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/theirs' }));
    const operator = await asOperator(lab);
    try {
      await downWithFunctions(operator);
    } finally {
      operator.ctx.aws.close();
    }
    expect([...regionOf(lab).logs.groups.keys()]).toEqual(['/aws/lambda/theirs']);
  });

  test('goes with every lab of the account, which `down --all` finds by tag', async () => {
    await deploy(lab, 'orders');
    await deploy(lab, 'api');
    await using other = await startLab({ name: 'pr-7', emulator: lab.emulator });
    await up(other);
    await deploy(other, 'pr-7-api');

    const { labs } = await findLabs(blueprint, lab.ctx);
    for (const found of labs) await destroyLab(blueprint.resources, lab.ctx, found);

    expect(labs).toHaveLength(2);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('of a lab with a name has its prefix, and no other lab touches it', async () => {
    await using other = await startLab({ name: 'pr-7', emulator: lab.emulator });
    await up(other);
    await deploy(other, 'pr-7-api');

    await downWithFunctions(lab);

    expect(regionOf(other).lambda.functions.has('pr-7-api')).toBe(true);
    await downWithFunctions(other);
    expect(lab.emulator.isEmpty()).toBe(true);
  });
});

test("at AWS's pace, the role outlives the network interfaces that functions share", async () => {
  await using lab = await startLab({ pace: 'real' });
  await up(lab);
  await deploy(lab, 'orders');
  await deploy(lab, 'api');
  const roles: boolean[] = [];
  const { report } = lab.ctx;
  const ctx: Session = {
    ...lab.ctx,
    report(event) {
      if (event.type === 'finished' && event.report.kind === 'network-interface') {
        roles.push(lab.emulator.state.iam.roles.has('elasticache-iam-auth-app'));
      }
      report(event);
    },
  };
  lab.events.length = 0;

  const all = await findLabResources(ctx, { withRemains: true });
  await destroyAll<Session, AnyOutputs>(all, ctx);

  expect(toActions(lab)).toMatchObject({ 'network-interface/AccessValkey': 'deleted' });
  expect(roles).toEqual([true, true, true]);
  expect(await observe(lab).interfaces()).toEqual([]);
  expect(lab.emulator.isEmpty()).toBe(true);
});
