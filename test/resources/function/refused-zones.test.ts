import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Subnet } from '../../../src/emulator/state/ec2.js';
import { type Lab, startLab } from '../../support/lab.js';
import { observe } from '../../support/observe.js';
import { down, invoke, present, regionOf, toChanges, up } from '../../support/run-lab.js';

describe('availability zones that Lambda refuses', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const zone = (letter: string): Subnet =>
    present([...regionOf(lab).ec2.subnets.values()].find(({ id }) => id.endsWith(letter)));
  const functionSubnets = async () => (await observe(lab).function()).VpcConfig?.SubnetIds;

  test('outside the cache’s zones: the function gets the cache’s subnets', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(zone);
    present(a).refusedBy = ['lambda', 'elasticache'];

    await up(lab);

    expect(await functionSubnets()).toEqual([b?.id, c?.id]);
    expect(await invoke(lab)).toMatchObject({ functionError: null });
    expect(toChanges(await up(lab))).toEqual({});
  });

  test('among the cache’s zones: the function gets the cache’s other subnets', async () => {
    zone('b').refusedBy = ['lambda'];

    await up(lab);

    expect(await functionSubnets()).toEqual([zone('a').id, zone('c').id]);
    expect(lab.events).toContainEqual({
      type: 'note',
      text: expect.stringContaining('Lambda does not serve the zone of a subnet'),
    });
    expect(toChanges(await up(lab))).toEqual({});
  });

  test('all except one: the function gets the remaining subnet', async () => {
    zone('a').refusedBy = ['lambda'];
    zone('b').refusedBy = ['lambda'];

    await up(lab);

    expect(await functionSubnets()).toEqual([zone('c').id]);
  });

  test('all: up gives Lambda’s message and a hint', async () => {
    for (const letter of ['a', 'b', 'c']) zone(letter).refusedBy = ['lambda'];

    await expect(up(lab)).rejects.toMatchObject({
      code: 'NETWORK_UNUSABLE',
      message: expect.stringContaining("availability zone Lambda doesn't support"),
      hint: { text: expect.stringContaining('VALKEY_LAB_SUBNET_IDS') },
    });
    await down(lab);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('with subnets that the user named: no others replace them', async () => {
    zone('b').refusedBy = ['lambda'];
    await using named = await startLab({
      emulator: lab.emulator,
      env: { VALKEY_LAB_SUBNET_IDS: `subnet-0a1b2c3d4e5f6071a,subnet-0a1b2c3d4e5f6071b` },
    });

    await expect(up(named)).rejects.toMatchObject({ code: 'NETWORK_UNUSABLE' });
    expect(named.calls('CreateFunction')).toBe(1);
  });

  test('after the function was created: an update uses other subnets', async () => {
    await up(lab);
    zone('a').refusedBy = ['lambda'];
    present(regionOf(lab).lambda.functions.get('AccessValkey')).subnetIds = [];

    expect(toChanges(await up(lab))).toEqual({ 'function/AccessValkey': 'updated' });
    expect(await functionSubnets()).toEqual([zone('b').id, zone('c').id]);
  });
});
