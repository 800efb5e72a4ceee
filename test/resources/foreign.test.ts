import {
  AddTagsToResourceCommand,
  CreateServerlessCacheCommand,
} from '@aws-sdk/client-elasticache';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/session/config.js';
import { createForeign } from '../support/foreign.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { down, invoke, present, regionOf, toChanges, up } from '../support/run-lab.js';

describe('a foreign resource', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  test('up waits for a cache whose tags cannot be read yet, and refuses it before the first change', async () => {
    await createForeign.serverlessCache?.(lab, { 'valkey-lab:lab': 'other' });
    const changesBefore = lab.changes().length;

    await expect(up(lab)).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      exitCode: 3,
      resource: 'serverless-cache/cache-01',
    });

    expect(lab.events).toContainEqual(
      expect.objectContaining({ type: 'waiting', status: 'creating' }),
    );
    expect(lab.changes().slice(changesBefore)).toEqual([]);
  });

  test('down waits for a cache whose tags cannot be read yet, and leaves it alone', async () => {
    await createForeign.serverlessCache?.(lab, {});

    expect(await down(lab)).toMatchObject({ 'serverless-cache/cache-01': 'kept' });
    expect((await observe(lab).cache()).Status).toBe('available');
    expect(lab.calls('DeleteServerlessCache')).toBe(0);
  });

  test('is reported before a missing network', async () => {
    await createForeign.policy?.(lab, {});
    regionOf(lab).ec2.subnets.clear();

    await expect(up(lab)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE', exitCode: 3 });
  });

  test('is named together with all others', async () => {
    await createForeign.policy?.(lab, {});
    await createForeign.role?.(lab, {
      'valkey-lab:lab': 'default',
      'valkey-lab:region': 'eu-west-1',
    });

    await expect(up(lab)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^role elasticache-iam-auth-app, policy elasticache-allow-all already exist/,
      ),
      hint: { text: expect.stringContaining('--lab') },
    });
  });

  test('is never adopted when a create call finds that it exists', async () => {
    const client = await lab.ctx.aws.elastiCache();
    // Another user creates it between the lab's read and the lab's create call.
    const theirs = new CreateServerlessCacheCommand({
      ServerlessCacheName: 'cache-01',
      Engine: 'valkey',
    });
    let isMade = false;
    const report: Lab['ctx']['report'] = (event) => {
      lab.ctx.report(event);
      if (event.type !== 'started' || isMade) return;
      isMade = true;
      void client.send(theirs);
    };

    await expect(up({ ...lab, ctx: { ...lab.ctx, report } })).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      exitCode: 3,
    });
    await down(lab);
    const caches = await observe(lab).caches();
    expect(caches.map(({ ServerlessCacheName }) => ServerlessCacheName)).toEqual(['cache-01']);
  });

  test('results when a user removes the tags: it is named and left alone', async () => {
    await up(lab);
    present(regionOf(lab).elasticache.users.get('iam-user-01')).tags.delete('valkey-lab:lab');

    await expect(up(lab)).rejects.toMatchObject({ resource: 'user/iam-user-01' });
    expect(await down(lab)).toMatchObject({
      'user/iam-user-01': 'kept',
      'user/default-user-disabled': 'deleted',
    });
    expect((await observe(lab).user()).Status).toBe('active');
  });

  test('a cache whose tags are being changed is modifying, and its tags can still be read', async () => {
    await up(lab);
    const client = await lab.ctx.aws.elastiCache();
    const { ARN: arn } = await observe(lab).cache();
    await client.send(
      new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: 'team', Value: 'a' }] }),
    );

    expect(toChanges(await up(lab))).toEqual({});
    expect(await down(lab)).toMatchObject({ 'serverless-cache/cache-01': 'deleted' });
  });

  test('a function is not foreign because the caller may not read its tags', async () => {
    await up(lab);
    const client = await lab.ctx.aws.lambda();
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const result = await next(args);
        if (context['commandName'] !== GetFunctionCommand.name) return result;
        const output = result.output as { Tags?: object; TagsError?: object };
        delete output.Tags;
        output.TagsError = { ErrorCode: 'AccessDeniedException', Message: 'lambda:ListTags.' };
        return result;
      },
      { step: 'initialize' },
    );

    await expect(down(lab)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: { text: expect.stringContaining('lambda:ListTags') },
    });
    expect(await observe(lab).functions()).toHaveLength(1);
  });

  test('AWS’s own names are refused before any call', () => {
    for (const name of ['default', 'default.iam-user']) {
      const load = () =>
        loadConfig({ flags: {}, env: { VALKEY_LAB_IAM_USER: name }, cwd: '/nonexistent' });
      expect(load).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    }
  });
});

test('two labs in one account do not see each other, and each is deleted alone', async () => {
  await using a = await startLab({ name: 'a', pace: 'real' });
  await using b = await startLab({ name: 'b', emulator: a.emulator });
  await up(a);
  await up(b);
  expect(toChanges(await up(a))).toEqual({});

  const removed = await down(a);

  // Both functions share their interfaces, because their subnets and groups are equal.
  expect(removed).toMatchObject({
    'network-interface/a-AccessValkey': 'kept',
    'role/a-elasticache-iam-auth-app': 'deleted',
  });
  expect(Object.keys(removed).every((name) => !name.includes('/b-'))).toBe(true);
  expect(toChanges(await up(b))).toEqual({});
  expect(await invoke(b)).toMatchObject({ functionError: null });

  await down(b);
  expect(a.emulator.isEmpty()).toBe(true);
  expect(await observe(a).interfaces()).toEqual([]);
});

test('a lab in a second region needs another name, because IAM is global', async () => {
  await using first = await startLab();
  await using second = await startLab({ region: 'eu-west-1', emulator: first.emulator });
  await up(first);

  await expect(up(second)).rejects.toMatchObject({
    code: 'FOREIGN_RESOURCE',
    message: expect.stringMatching(/^role .*, policy .* in eu-west-1/),
  });
  expect(await down(second)).toMatchObject({
    'role/elasticache-iam-auth-app': 'kept',
    'policy/elasticache-allow-all': 'kept',
  });
  expect(toChanges(await up(first))).toEqual({});

  await using named = await startLab({ name: 'eu', region: 'eu-west-1', emulator: first.emulator });
  await up(named);
  expect(await invoke(named)).toMatchObject({ functionError: null });
});
