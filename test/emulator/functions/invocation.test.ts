import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGate } from './support/gate.js';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';

const ECHO = { 'index.mjs': 'export const handler = async (event) => event;' };

/** Answers with the process id, by which tests recognize the environment. */
const WHO = { 'index.mjs': 'export const handler = async () => process.pid;' };

describe('an invocation', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test('answers with the handler’s result and the log from START to REPORT', async () => {
    await lab.create('echo', {
      'index.mjs':
        "export const handler = async (event) => { process.stdout.write('raw line\\n'); console.log('said', { a: 1 }); return { got: event }; };",
    });

    const cold = await lab.invoke('echo', { n: 7 });

    expect(cold).toMatchObject({
      statusCode: 200,
      functionError: undefined,
      payload: { got: { n: 7 } },
    });
    const lines = cold.log.split('\n');
    expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    const id = lines[0]?.split(' ')[2];
    expect(lines[1]).toBe('raw line');
    expect(lines[2]).toMatch(
      new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t${id}\\tINFO\\tsaid \\{ a: 1 \\}$`),
    );
    expect(lines[3]).toBe(`END RequestId: ${id}`);
    expect(lines[4]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${id}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 256 MB\\tMax Memory Used: [1-9]\\d* MB\\tInit Duration: \\d+\\.\\d\\d ms\\t$`,
      ),
    );
    expect(lines[5]).toBe('');
  });

  test('bills the start of a cold environment and the duration, in whole milliseconds', async () => {
    await lab.create('echo', ECHO);

    const { log } = await lab.invoke('echo');

    const read = (name: string) => Number(new RegExp(`\\t${name}: ([\\d.]+) ms`).exec(log)?.[1]);
    expect(read('Billed Duration')).toBeGreaterThanOrEqual(
      Math.floor(read('Duration') + read('Init Duration')),
    );
  });

  test('reuses a warm environment, and then reports no start', async () => {
    await lab.create('who', WHO);

    const first = await lab.invoke('who');
    const second = await lab.invoke('who');

    expect(second.payload).toBe(first.payload);
    expect(second.log).not.toContain('Init Duration');
  });

  test('gets its own environment when another invocation is running', async () => {
    const gate = await createGate(lab);
    const both = [gate.invoke(), gate.invoke()];
    await expect.poll(gate.countEntered, { timeout: 20_000 }).toBe(2);
    await gate.open();

    const pids = (await Promise.all(both)).map(({ payload }) => payload);

    expect(new Set(pids).size).toBe(2);
    expect(pids).toContain((await gate.invoke()).payload);
  });

  test('above the limit of concurrent executions is refused', async () => {
    await lab.close();
    lab = await startLambdaLab({ concurrencyLimit: 1 });
    const gate = await createGate(lab);
    const first = gate.invoke();
    await expect.poll(gate.countEntered, { timeout: 20_000 }).toBe(1);

    await expect(gate.invoke()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    await gate.open();
    expect((await first).functionError).toBeUndefined();
    expect((await gate.invoke()).functionError).toBeUndefined();
  });

  test('passes AWS’s context to the handler', async () => {
    const arn = await lab.create('context', {
      'index.mjs':
        "export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis(), keys: Object.keys(context).sort().join(' ') });",
    });

    const { payload, log } = await lab.invoke(
      'context',
      {},
      { ClientContext: Buffer.from('{"custom":{"a":"b"}}').toString('base64') },
    );

    const id = /START RequestId: (\S+)/.exec(log)?.[1];
    expect(payload).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      awsRequestId: id,
      logGroupName: '/aws/lambda/context',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      clientContext: { custom: { a: 'b' } },
      keys: 'awsRequestId clientContext functionName functionVersion getRemainingTimeInMillis identity invokedFunctionArn logGroupName logStreamName memoryLimitInMB tenantId xRayTraceId',
    });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(25_000);
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  test('gives the process the variables of Lambda and of the function, and none of the caller', async () => {
    process.env['VALKEY_LAB_TEST_SECRET'] = 'do not inherit';
    await lab.create(
      'env',
      { 'index.mjs': 'export const handler = async () => process.env;' },
      { Environment: { Variables: { CACHE_NAME: 'cache-01', TZ: 'Asia/Tokyo' } } },
    );

    const { payload } = await lab.invoke('env');
    delete process.env['VALKEY_LAB_TEST_SECRET'];

    const env = payload as Record<string, string>;
    expect(env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      _HANDLER: 'index.handler',
      CACHE_NAME: 'cache-01',
      TZ: 'Asia/Tokyo',
      NODE_EXTRA_CA_CERTS: join(lab.folder, 'ca.pem'),
    });
    expect(env['AWS_ACCESS_KEY_ID']).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(lab.aws.credentials.get(env['AWS_ACCESS_KEY_ID'] ?? '')).toMatchObject({
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'],
      sessionToken: env['AWS_SESSION_TOKEN'],
      principal: { kind: 'role', roleName: 'app', functionArn: expect.stringContaining(':env') },
    });
    const names = Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_|_)/.test(name));
    expect(names.sort()).toEqual(
      ['CACHE_NAME', 'LANG', 'NODE_EXTRA_CA_CERTS', 'NODE_PATH', 'PATH', 'TMPDIR', 'TZ'].sort(),
    );
  });

  test('uses the emulator’s time in dates and log lines after the clock was moved', async () => {
    await lab.create('time', {
      'index.mjs':
        'export const handler = async (event, context) => ({ now: Date.now(), text: new Date().toISOString(), fixed: new Date(0).toISOString(), remaining: context.getRemainingTimeInMillis() });',
    });
    await lab.invoke('time');
    lab.clock.advance(3 * 60 * 60 * 1000);

    const { payload } = await lab.invoke('time');

    const { now, text, fixed, remaining } = payload as Record<string, string>;
    expect(Math.abs(Number(now) - lab.clock.now())).toBeLessThan(2000);
    expect(Math.abs(Date.parse(text ?? '') - lab.clock.now())).toBeLessThan(2000);
    expect(fixed).toBe('1970-01-01T00:00:00.000Z');
    expect(Number(remaining)).toBeLessThanOrEqual(30_000);
  });

  test('starts a new environment when the credentials of the warm one will expire soon', async () => {
    await lab.create('who', WHO);
    const { payload: first } = await lab.invoke('who');
    lab.clock.advance(11.9 * 60 * 60 * 1000);

    expect((await lab.invoke('who')).payload).not.toBe(first);
  });
});
