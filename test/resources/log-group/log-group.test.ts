import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../../src/emulator/state/account.js';
import { addLogGroup } from '../../../src/emulator/state/log-storage.js';
import { toResourceContext } from '../../../src/engine/context.js';
import { logGroup } from '../../../src/resources/log-group/index.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, interrupted, invoke, regionOf, toChanges, up } from '../../support/run-lab.js';

const NAME = '/aws/lambda/AccessValkey';
const GROUP = `log-group/${NAME}`;

describe('the log group in every state', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const group = () => observe(lab).logGroup(NAME);
  const tags = () => observe(lab).logGroupTags(NAME);
  const send = async (command: object) => {
    const client = await lab.ctx.aws.logs();
    await client.send(command as DeleteLogGroupCommand);
  };
  /** A user deletes the group. Lambda creates it again without tags when the function writes. */
  const letLambdaMakeIt = async () => {
    await send(new DeleteLogGroupCommand({ logGroupName: NAME }));
    expect((await invoke(lab)).functionError).toBeNull();
    expect(await tags()).toEqual({});
  };

  test('without retention: up sets it', async () => {
    await up(lab, ['logGroup']);
    await send(new DeleteRetentionPolicyCommand({ logGroupName: NAME }));

    expect(await up(lab, ['logGroup'])).toEqual({ [GROUP]: 'updated' });
    expect((await group())?.retentionInDays).toBe(7);
  });

  test('with another retention: up sets the configured one', async () => {
    await up(lab, ['logGroup']);
    await send(new PutRetentionPolicyCommand({ logGroupName: NAME, retentionInDays: 365 }));

    expect(await up(lab, ['logGroup'])).toEqual({ [GROUP]: 'updated' });
    expect((await group())?.retentionInDays).toBe(7);
  });

  test('missing although the function exists: up creates it with tags', async () => {
    await up(lab);
    await send(new DeleteLogGroupCommand({ logGroupName: NAME }));

    expect(toChanges(await up(lab))).toEqual({ [GROUP]: 'created' });
    expect(await tags()).toMatchObject({ 'valkey-lab:lab': 'default' });
  });

  test('created by Lambda for the lab’s function: up sets tags and retention', async () => {
    await up(lab);
    await letLambdaMakeIt();

    expect(toChanges(await up(lab))).toEqual({ [GROUP]: 'updated' });
    expect(await tags()).toMatchObject({ 'valkey-lab:lab': 'default' });
    expect((await group())?.retentionInDays).toBe(7);
  });

  test('created by Lambda for the lab’s function: down deletes it', async () => {
    await up(lab);
    await letLambdaMakeIt();

    expect(await down(lab)).toMatchObject({
      [GROUP]: 'deleted',
      'function/AccessValkey': 'deleted',
    });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('created by Lambda, and down is killed after it deleted the function: the next down still deletes the group', async () => {
    await up(lab);
    await letLambdaMakeIt();
    await interrupted(
      lab,
      (one) => down(one),
      (event) => event.type === 'finished' && event.report.kind === 'function',
    );
    expect(await observe(lab).functions()).toEqual([]);
    expect(await group()).toBeDefined();

    expect(await down(lab)).toMatchObject({ [GROUP]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('created by a late line of a function that down has just deleted: down deletes it', async () => {
    await up(lab);
    await send(new DeleteLogGroupCommand({ logGroupName: NAME }));
    const report = lab.ctx.report;
    const flush = (event: Parameters<typeof report>[0]) => {
      report(event);
      if (event.type !== 'finished' || event.report.kind !== 'function') return;
      const { logs } = regionOf(lab);
      const { clock } = lab.emulator;
      addLogGroup(logs, NAME, { account: createAccount(), region: 'us-east-1', clock });
    };

    expect(await down(lab, { report: flush })).toMatchObject({ [GROUP]: 'deleted' });
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('without tags and older than the function: up and down leave it alone', async () => {
    await send(new CreateLogGroupCommand({ logGroupName: NAME }));
    lab.emulator.advance(60_000);

    expect((await up(lab))[GROUP]).toBe('kept');
    expect((await up(lab))[GROUP]).toBe('kept');
    expect((await invoke(lab)).functionError).toBeNull();
    expect((await down(lab))[GROUP]).toBe('kept');

    expect((await group())?.retentionInDays).toBeUndefined();
    expect(await tags()).toEqual({});
  });

  test('created by another user since the read: up refuses it and does not change it', async () => {
    const ctx = toResourceContext(lab.ctx, logGroup);
    const seen = await logGroup.inspect(ctx);
    await send(new CreateLogGroupCommand({ logGroupName: NAME }));

    await expect(logGroup.ensure(ctx, {}, seen)).rejects.toMatchObject({ exitCode: 3 });
    expect(await tags()).toEqual({});
    expect((await group())?.retentionInDays).toBeUndefined();
  });
});
