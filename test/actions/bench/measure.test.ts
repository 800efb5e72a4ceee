import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { measureFunction } from '../../../src/actions/bench/measure.js';
import { summarize } from '../../../src/actions/bench/summary.js';
import { findFailure } from '../../../src/actions/invoke/failure.js';
import { findRoundTrip } from '../../../src/aws/invocation-log.js';
import type { Invocation } from '../../../src/aws/invoke.js';
import { type Lab, startLab } from '../../support/lab.js';
import { interrupted, present, regionOf, toChanges, up } from '../../support/run-lab.js';

describe('measureFunction', () => {
  let lab: Lab;
  const plan = {
    count: 12,
    concurrency: 2,
    findFailure: ({ functionError, payload, log }: Invocation) =>
      findFailure(lab.ctx, { functionError, payload, roundTrip: findRoundTrip(log) }),
  };
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
    await up(lab);
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const findDescription = () =>
    present(regionOf(lab).lambda.functions.get('AccessValkey')).description;

  test('measures new and warm environments in the handler, in Lambda and in the caller', async () => {
    const { samples, failures, clientShare } = await measureFunction(lab.ctx, plan);
    expect(failures).toEqual([]);
    expect(clientShare).toBeGreaterThan(0);
    expect(clientShare).toBeLessThan(1);
    const cold = samples.filter(({ isCold }) => isCold);
    const warm = samples.filter(({ isCold }) => !isCold);
    expect(cold).toHaveLength(4);
    expect(warm).toHaveLength(12);
    for (const sample of cold) {
      expect(sample.initDurationMs).toBeGreaterThan(0);
      expect(sample.connectMs).toBeGreaterThan(0);
      expect(sample.callerMs).toBeGreaterThan(sample.durationMs ?? Number.NaN);
      expect(sample.durationMs).toBeGreaterThan(sample.getMs ?? Number.NaN);
    }
    for (const sample of warm) {
      expect(sample.initDurationMs).toBeNull();
      expect(sample.connectMs).toBe(0);
      expect(sample.getMs).toBeGreaterThanOrEqual(sample.setMs ?? Number.NaN);
      expect(sample.serviceMs).toBeGreaterThan(sample.durationMs ?? Number.NaN);
      expect(sample.serviceMs).toBeLessThan(sample.callerMs);
    }
    expect(summarize(warm)).toMatchObject({ count: 12, initDurationMs: null, connectMs: null });
  });

  test('restores the function, and the next up changes nothing', async () => {
    const before = findDescription();
    await measureFunction(lab.ctx, plan);
    expect(findDescription()).toBe(before);
    expect(toChanges(await up(lab))).toEqual({});
  });

  test('after an interrupt, the next up changes nothing, and the next run removes the mark', async () => {
    const before = findDescription();
    await interrupted(
      lab,
      ({ ctx }) => measureFunction(ctx, plan),
      (event) => event.type === 'waiting' && event.detail !== undefined,
    );
    expect(toChanges(await up(lab))).toEqual({});
    await measureFunction(lab.ctx, plan);
    expect(findDescription()).toBe(before);
  });

  test('recognizes its own update after the answer to it was lost', async () => {
    const lost = { kind: 'reset', when: 'after', count: 1 } as const;
    // The first update belongs to `up`, which sets the cache's endpoint.
    const faults = [{ operation: 'UpdateFunctionConfiguration', skip: 1, ...lost }];
    await using faulty = await startLab({ pace: 'real', faults });
    await up(faulty);
    const { samples } = await measureFunction(faulty.ctx, plan);
    expect(samples).toHaveLength(16);
    expect(toChanges(await up(faulty))).toEqual({});
  });

  test('does not repeat an invocation after a refused token', async () => {
    const role = present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
    for (const arn of role.attachedPolicies.keys()) {
      if (arn.endsWith('elasticache-allow-all')) role.attachedPolicies.delete(arn);
    }
    await expect(measureFunction(lab.ctx, plan)).rejects.toMatchObject({
      code: 'FUNCTION_FAILED',
      message: expect.stringContaining('IamAuth.TokenRefused'),
    });
    expect(lab.calls('Invoke')).toBe(plan.concurrency);
  });

  test('counts failures of the warm part, and does not use them as samples', async () => {
    let seen = 0;
    const findSome = (invocation: Invocation) => {
      seen += 1;
      return seen % 3 === 0 && seen > 4
        ? plan.findFailure({ ...invocation, log: [] })
        : plan.findFailure(invocation);
    };
    const { samples, failures } = await measureFunction(lab.ctx, {
      ...plan,
      findFailure: findSome,
    });
    expect(failures.map(({ code }) => code)).toEqual(Array(4).fill('ROUND_TRIP_FAILED'));
    expect(samples).toHaveLength(12);
  });
});
