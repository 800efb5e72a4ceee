import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/index.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { up } from '../support/run-lab.js';

const MINUTE_MS = 60_000;
const FUNCTION = 'function/AccessValkey';

/** AWS sees new resources late. These tests check its errors until then, and how long the program accepts them. */
describe('resources that AWS has not seen yet', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ pace: 'real' });
  });
  afterEach(() => lab[Symbol.asyncDispose]());

  const play = (...rules: FaultRule[]) => lab.emulator.setFaults({ rules });
  const elapsed = async (run: () => Promise<unknown>) => {
    const started = lab.emulator.clock.now();
    const outcome = await run().then(
      () => undefined,
      (error: unknown) => error,
    );
    return { outcome, minutes: (lab.emulator.clock.now() - started) / MINUTE_MS };
  };
  const waits = () =>
    new Set(
      lab.events.flatMap((event) =>
        event.type === 'waiting' ? [`${event.resource.kind}: ${event.status}`] : [],
      ),
    );
  /** Creates what the function needs, which leaves only the function's own calls. */
  const prepare = () => up(lab, ['serverlessCache', 'role', 'executionAttachment', 'logGroup']);

  test('are waited for at AWS’s pace, and the waits are shown', async () => {
    expect(await up(lab)).toMatchObject({ [FUNCTION]: 'created' });

    expect([...waits()]).toEqual(
      expect.arrayContaining([
        'user: creating',
        'user-group: creating',
        'serverless-cache: creating',
        'role: not readable yet',
        'function: waiting until Lambda can use the role',
        'function: pending',
      ]),
    );
    expect(lab.calls('CreateFunction')).toBeGreaterThan(1);
  });

  test.each([
    ['The role defined for the function cannot be assumed by Lambda.', 5],
    [
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
      5,
    ],
    ['Lambda was throttled by EC2.', 14],
    [
      'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant.',
      5,
    ],
  ])('Lambda’s "%s" is believed for %i minutes, then said', async (message, minutes) => {
    await prepare();
    const code = 'InvalidParameterValueException';
    play({ operation: 'CreateFunction', kind: 'error', code, message });

    const { outcome, minutes: waited } = await elapsed(() => up(lab, ['function']));

    expect(outcome).toMatchObject({
      code: 'AWS_ERROR',
      message: expect.stringContaining(message),
      aws: { service: 'Lambda', operation: 'CreateFunction', code },
    });
    expect(waited).toBeGreaterThan(minutes);
    expect(waited).toBeLessThan(minutes + 1);
  });

  test('differ from another error of the same shape, which fails at once with AWS’s message', async () => {
    await prepare();
    const message = 'Unzipped size must be smaller than 262144000 bytes';
    const code = 'InvalidParameterValueException';
    play({ operation: 'CreateFunction', kind: 'error', code, message });

    const { outcome, minutes } = await elapsed(() => up(lab, ['function']));

    expect(outcome).toMatchObject({ message: expect.stringContaining(message) });
    expect(minutes).toBeLessThan(0.1);
    expect(lab.calls('CreateFunction')).toBe(1);
  });

  test('can be a new user and a new group: up waits', async () => {
    play(
      // The first two reads come before the first change.
      { operation: 'DescribeUsers', kind: 'error', code: 'UserNotFoundFault', skip: 2, count: 4 },
      { operation: 'CreateUserGroup', kind: 'error', code: 'UserNotFoundFault', count: 2 },
      {
        ...{ operation: 'DescribeUserGroups', kind: 'error', code: 'UserGroupNotFoundFault' },
        ...{ skip: 1, count: 3 },
      },
      {
        ...{ operation: 'CreateServerlessCache', kind: 'error', code: 'UserGroupNotFoundFault' },
        count: 2,
      },
    );

    expect(await up(lab)).toMatchObject({
      'user/iam-user-01': 'created',
      'user-group/iam-user-group-01': 'created',
      'serverless-cache/cache-01': 'created',
    });
  });

  test('can be a group that is not active: up waits, and then fails with its state', async () => {
    const code = 'InvalidUserGroupStateFault';
    play({ operation: 'CreateServerlessCache', kind: 'error', code, count: 3 });
    expect(await up(lab)).toMatchObject({ 'serverless-cache/cache-01': 'created' });

    await using other = await startLab({ emulator: lab.emulator, name: 'b' });
    play({ operation: 'CreateServerlessCache', kind: 'error', code });
    const { outcome, minutes } = await elapsed(() => up(other));
    expect(outcome).toMatchObject({ aws: { code: 'InvalidUserGroupState' } });
    expect(minutes).toBeGreaterThan(2);
  });

  test('can be the role and the policy of an attachment: up waits', async () => {
    const code = 'NoSuchEntityException';
    play({ operation: 'AttachRolePolicy', kind: 'error', code, count: 4 });

    expect(
      await up(lab, ['role', 'policy', 'connectAttachment', 'executionAttachment']),
    ).toMatchObject({
      'policy-attachment/elasticache-iam-auth-app/elasticache-allow-all': 'created',
    });
  });

  test('do not include a policy of AWS itself: up fails at once without it', async () => {
    const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
    const message = `Policy ${arn} does not exist or is not attachable.`;
    play({ operation: 'AttachRolePolicy', kind: 'error', code: 'NoSuchEntityException', message });

    await expect(up(lab, ['role', 'executionAttachment'])).rejects.toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: expect.stringContaining(arn),
    });
    expect(lab.calls('AttachRolePolicy')).toBe(1);
  });

  test('can be dependencies of a cache that were deleted: down waits', async () => {
    await up(lab);
    play({
      operation: 'DeleteServerlessCache',
      kind: 'error',
      code: 'DependencyViolation',
      count: 5,
    });
    const { down } = await import('../support/run-lab.js');

    expect(await down(lab)).toMatchObject({ 'serverless-cache/cache-01': 'deleted' });
    expect(await observe(lab).caches()).toEqual([]);
  });

  test('are no longer waited for after a failure', async () => {
    await prepare();
    play({ operation: 'CreateUser', kind: 'error', code: 'InvalidParameterValueException' });

    await expect(up(lab)).rejects.toMatchObject({ resource: expect.stringMatching(/^user\//) });
    const calls = lab.emulator.calls().length;
    lab.emulator.advance(10 * MINUTE_MS);
    expect(lab.emulator.calls().length).toBe(calls);
  });
});
