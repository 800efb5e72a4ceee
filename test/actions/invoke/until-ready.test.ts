import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toPatience } from '../../../src/actions/invoke/refuse-broken.js';
import { invokeUntilReady, type Patience } from '../../../src/actions/invoke/until-ready.js';
import { type Lab, startLab } from '../../support/lab.js';
import { invoke, present, regionOf, up, waitsFor } from '../../support/run-lab.js';

const MINUTE_MS = 60_000;

describe('invoke, while AWS is not ready for it', () => {
  let lab: Lab;
  /** When the newer one of function and cache was created. */
  let createdMs: number;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
    await up(lab);
    lab.events.length = 0;
    createdMs = 0;
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const role = () => present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
  const connectPolicy = () =>
    present(
      [...role().attachedPolicies.keys()].find((arn) => arn.endsWith('elasticache-allow-all')),
    );
  const run = ({ slowness = 1, ...patience }: Partial<Patience> = {}) => {
    const resource = { kind: 'function', name: 'AccessValkey' } as const;
    const patient = {
      refuseBroken: async () => {},
      findNewestMs: async () => createdMs,
      ...patience,
      slowness,
    };
    return invokeUntilReady({ ...lab.ctx, resource }, patient, () => invoke(lab));
  };
  const refuse = (code: string, options: { message?: string; count?: number } = {}) =>
    lab.emulator.setFaults({ rules: [{ operation: 'Invoke', kind: 'error', code, ...options }] });

  test('invokes again, with progress, until the cache accepts the new policy', async () => {
    role().attachedPolicies.set(connectPolicy(), lab.emulator.clock.now() + MINUTE_MS);

    expect(await run()).toMatchObject({
      functionError: null,
      payload: 'Fetched value from Valkey',
    });

    expect(lab.events.some(waitsFor('function', 'the cache does not accept its role yet'))).toBe(
      true,
    );
    // The handler itself tries twice.
    expect(lab.calls('Invoke')).toBeGreaterThan(2);
  });

  test('returns the function’s own error after two minutes of refusals', async () => {
    role().attachedPolicies.delete(connectPolicy());
    const started = lab.emulator.clock.now();

    const invocation = await run();

    expect(invocation).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'IamAuth.TokenRefused' },
    });
    const waitedMs = lab.emulator.clock.now() - started;
    expect(waitedMs).toBeGreaterThan(2 * MINUTE_MS);
    expect(waitedMs).toBeLessThan(3 * MINUTE_MS);
  });

  test('waits shorter at a faster pace, and not at all at the pace instant', async () => {
    role().attachedPolicies.delete(connectPolicy());
    const started = lab.emulator.clock.now();
    await run({ slowness: 0.1 });
    expect(lab.emulator.clock.now() - started).toBeLessThan(MINUTE_MS / 2);
    const calls = lab.calls('Invoke');
    await run({ slowness: 0 });
    expect(lab.calls('Invoke')).toBe(calls + 1);
  });

  test('does not wait when the set-up is broken', async () => {
    role().attachedPolicies.delete(connectPolicy());
    const { refuseBroken } = toPatience(lab.ctx);

    await expect(run({ refuseBroken })).rejects.toMatchObject({
      code: 'RULE_BROKEN',
      message: expect.stringMatching(/^The set-up is broken \(policy-/),
      hint: { command: ['create-role'] },
    });
    expect(lab.calls('Invoke')).toBe(1);
  });

  test('returns other failures of the function at once', async () => {
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    fn.environment = { ...fn.environment, CACHE_PORT: '1' };
    fn.revisionId = 'another';

    expect(await run()).toMatchObject({ payload: { errorType: 'IamAuth.Unreachable' } });
    expect(lab.calls('Invoke')).toBe(1);
  });

  test('invokes again while a new cache cannot be reached, until it is three minutes old', async () => {
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    fn.environment = { ...fn.environment, CACHE_PORT: '1' };
    fn.revisionId = 'another';
    createdMs = lab.emulator.clock.now() - MINUTE_MS;

    expect(await run()).toMatchObject({ payload: { errorType: 'IamAuth.Unreachable' } });

    expect(lab.events.some(waitsFor('function', 'the new cache is not reachable yet'))).toBe(true);
    const ageMs = lab.emulator.clock.now() - createdMs;
    expect(ageMs).toBeGreaterThan(3 * MINUTE_MS);
    expect(ageMs).toBeLessThan(4 * MINUTE_MS);
  }, 60_000);

  test.each([
    'ResourceNotReadyException',
    'ENINotReadyException',
    'EC2AccessDeniedException',
    'EC2ThrottledException',
    'EC2UnexpectedException',
  ])('invokes again after Lambda’s %s, without ten retries of the SDK', async (code) => {
    refuse(code, { count: 3 });

    expect(await run()).toMatchObject({ functionError: null });
    expect(lab.calls('Invoke')).toBe(4);
    expect(lab.events.filter(({ type }) => type === 'waiting')).toHaveLength(3);
  });

  test('invokes a Pending function again', async () => {
    const message =
      'The operation cannot be performed at this time. The function is currently in the following state: Pending';
    refuse('ResourceConflictException', { message, count: 2 });

    expect(await run()).toMatchObject({ functionError: null });
  });

  test('invokes again while an idle function wakes', async () => {
    lab.emulator.advance(15 * 24 * 60 * MINUTE_MS);

    expect(await run()).toMatchObject({ functionError: null });
    expect(lab.events.some(waitsFor('function', 'Lambda is not ready for it yet'))).toBe(true);
  });

  test.each([
    ['ResourceConflictException', 'The function is currently in the following state: Failed'],
    ['ENILimitReachedException', 'The limit for network interfaces has been reached.'],
    ['InvalidRuntimeException', 'The runtime is not supported.'],
  ])('throws Lambda’s %s at once', async (code, message) => {
    refuse(code, { message });

    await expect(run()).rejects.toMatchObject({ name: code });
    expect(lab.calls('Invoke')).toBe(1);
  });
});
