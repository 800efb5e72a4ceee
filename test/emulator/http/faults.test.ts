import { CreateSecurityGroupCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFaultPlan } from '../../../src/emulator/http/faults/plan.js';
import { parseFaultRules } from '../../../src/emulator/http/faults/rules.js';
import { EmulatorError } from '../../../src/emulator/process/errors.js';
import { ec2Service } from '../../../src/emulator/services/ec2/index.js';
import { stsService } from '../../../src/emulator/services/sts/index.js';
import { createClock } from '../../../src/emulator/state/clock.js';
import type { FaultRules } from '../../../src/emulator/state/faults.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';

describe('faults', () => {
  let endpoint: TestEndpoint | undefined;
  let ec2: EC2Client;
  let sts: STSClient;
  afterEach(async () => {
    ec2?.destroy();
    sts?.destroy();
    await endpoint?.close();
    endpoint = undefined;
  });
  async function start(faults: FaultRules): Promise<TestEndpoint> {
    endpoint = await startEndpoint({ services: [ec2Service, stsService], faults });
    ec2 = new EC2Client(endpoint.config);
    sts = new STSClient(endpoint.config);
    return endpoint;
  }
  const describeVpcs = () => ec2.send(new DescribeVpcsCommand({}));
  const whoAmI = () => sts.send(new GetCallerIdentityCommand({}));
  const createGroup = () =>
    ec2.send(new CreateSecurityGroupCommand({ GroupName: 'a', Description: 'a' }));
  const countGroups = () => endpoint?.aws.region('us-east-1').ec2.securityGroups.size;

  test('throttle answers with each service’s own error, as often as the rule says', async () => {
    await start({ rules: [{ kind: 'throttle', count: 2 }] });

    await expect(describeVpcs()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await expect(whoAmI()).rejects.toMatchObject({ name: 'Throttling' });
    await expect(describeVpcs()).resolves.toBeDefined();
  });

  test('error answers with code, status and message of the rule', async () => {
    const rule = { code: 'InternalError', status: 503, message: 'Down.' };
    await start({ rules: [{ kind: 'error', operation: 'DescribeVpcs', ...rule }] });

    await expect(describeVpcs()).rejects.toMatchObject({
      name: 'InternalError',
      message: 'Down.',
      $metadata: { httpStatusCode: 503 },
    });
    await expect(whoAmI()).resolves.toBeDefined();
  });

  test('error after the call lets it take effect', async () => {
    await start({
      rules: [
        { kind: 'error', operation: 'Create*', code: 'InternalError', status: 500, when: 'after' },
      ],
    });

    await expect(createGroup()).rejects.toMatchObject({ name: 'InternalError' });
    expect(countGroups()).toBe(2);
  });

  test('deny names user, action and resource as IAM does', async () => {
    await start({ rules: [{ kind: 'deny', operation: 'CreateSecurityGroup' }] });

    await expect(createGroup()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(
        'User: arn:aws:iam::123456789012:user/valkey-lab is not authorized to perform: ec2:CreateSecurityGroup on resource: *',
      ),
    });
    expect(countGroups()).toBe(1);
  });

  test('reset before the call prevents its effect, reset after it does not', async () => {
    const { calls } = await start({
      rules: [
        { kind: 'reset', operation: 'CreateSecurityGroup', count: 1 },
        { kind: 'reset', operation: 'CreateSecurityGroup', count: 1, when: 'after' },
      ],
    });

    await expect(createGroup()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(countGroups()).toBe(1);
    await expect(createGroup()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(countGroups()).toBe(2);
    expect(calls().map(({ status }) => status)).toEqual([0, 0]);
  });

  test('hang gives no answer until the client gives up', async () => {
    const { calls } = await start({ rules: [{ kind: 'hang', operation: 'DescribeVpcs' }] });
    const abort = new AbortController();
    const hanging = ec2.send(new DescribeVpcsCommand({}), { abortSignal: abort.signal });
    await vi.waitFor(() => expect(calls()).toHaveLength(1));
    // In the meantime, another call gets its answer.
    await whoAmI();
    abort.abort();

    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('delays add up before the rule that strikes', () => {
    const plan = createFaultPlan({
      rules: [{ kind: 'delay', ms: 20 }, { kind: 'delay', ms: 5 }, { kind: 'throttle' }],
    });
    expect(plan.strike('EC2', 'DescribeVpcs')).toMatchObject({
      delayMs: 25,
      rule: { kind: 'throttle' },
    });
  });

  test('skip, every and count select the calls', () => {
    const plan = createFaultPlan({ rules: [{ kind: 'throttle', skip: 1, every: 2, count: 2 }] });
    const struck = Array.from({ length: 8 }, () => plan.strike('EC2', 'A').rule !== undefined);
    expect(struck).toEqual([false, false, true, false, true, false, false, false]);
  });

  test('probability strikes about as often as it says, and the same calls for the same seed', () => {
    const strikes = (seed: number) => {
      const plan = createFaultPlan({ seed, rules: [{ kind: 'throttle', probability: 0.3 }] });
      return Array.from({ length: 2000 }, () => (plan.strike('EC2', 'A').rule ? 1 : 0));
    };
    const rate = strikes(7).reduce<number>((sum, one) => sum + one, 0) / 2000;
    expect(rate).toBeGreaterThan(0.25);
    expect(rate).toBeLessThan(0.35);
    expect(strikes(7)).toEqual(strikes(7));
    expect(strikes(7)).not.toEqual(strikes(8));
  });

  test('service and operation match in any case, with wildcards', () => {
    const plan = createFaultPlan({
      rules: [{ kind: 'throttle', service: 'cloudwatch logs', operation: 'Describe*' }],
    });
    expect(plan.strike('CloudWatch Logs', 'DescribeLogGroups').rule).toBeDefined();
    expect(plan.strike('CloudWatch Logs', 'PutLogEvents').rule).toBeUndefined();
    expect(plan.strike('EC2', 'DescribeVpcs').rule).toBeUndefined();
  });

  test.each([
    ['[', 'it is not JSON'],
    ['[]', 'it must be an object'],
    ['{"rules":{}}', '"rules" must be a list'],
    ['{"rules":[],"more":1}', 'it has the unknown key "more"'],
    ['{"rules":[{"kind":"explode"}]}', 'rule 1 needs a "kind"'],
    ['{"rules":[{"kind":"reset"},{"kind":"delay"}]}', 'rule 2 is of kind delay and needs "ms"'],
    ['{"rules":[{"kind":"error"}]}', 'rule 1 is of kind error and needs "code"'],
    ['{"rules":[{"kind":"throttle","when":"after"}]}', '"when" of rule 1 is only for'],
    ['{"rules":[{"kind":"throttle","probability":2}]}', '"probability" of rule 1'],
    ['{"rules":[{"kind":"throttle","count":0}]}', '"count" of rule 1 must be an integer from 1'],
    [
      '{"rules":[{"kind":"throttle","opration":"X"}]}',
      'rule 1 has the unknown key "opration"; its kind may have service, operation, skip,',
    ],
    [
      '{"rules":[{"kind":"busy","service":"IAM"}]}',
      '"service" of rule 1 is only for the kinds thr',
    ],
    ['{"rules":[{"kind":"reset","cache":"a"}]}', '"cache" of rule 1 is only for the kinds login-'],
    ['{"rules":[{"kind":"too-many-clients","user":"a"}]}', '"user" of rule 1 is only for'],
    ['{"rules":[{"kind":"busy","at":"renewal"}]}', '"at" of rule 1 must be login or command'],
    ['{"rules":[{"kind":"failover"}]}', 'rule 1 is of kind failover and needs "ms"'],
    ['{"rules":[{"kind":"slow-reply","ms":1.5}]}', '"ms" of rule 1 must be an integer from 0'],
    ['{"rules":[{"kind":"busy","forMs":0}]}', '"forMs" of rule 1 must be an integer from 1'],
  ])('the faults file %s is refused with a message that names the place', (text, words) => {
    expect(() => parseFaultRules(text)).toThrow(EmulatorError);
    expect(() => parseFaultRules(text)).toThrow(words);
    expect(() => parseFaultRules(text, '/tmp/faults.json')).toThrow(
      'The faults of /tmp/faults.json cannot be read: ',
    );
  });

  test('a rule begins and ends on the clock, and one file has rules for calls and caches', () => {
    const clock = createClock(() => 0);
    const { rules } = parseFaultRules(
      '{"rules":[{"kind":"busy"},{"kind":"throttle","afterMs":10,"forMs":5}]}',
    );
    const plan = createFaultPlan({ rules }, clock);
    const strike = () => plan.strike('IAM', 'GetRole').rule?.kind;
    const kinds = [strike()];
    clock.advance(10);
    kinds.push(strike());
    clock.advance(5);
    kinds.push(strike());
    expect(kinds).toEqual([undefined, 'throttle', undefined]);
  });
});
