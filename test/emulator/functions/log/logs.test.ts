import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from '../support/lambda-lab.js';

describe('the log of a function', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  const group = () => lab.aws.region('us-east-1').logs.groups.get('/aws/lambda/says');

  test('goes to its log group, with one stream per environment, from INIT_START to REPORT', async () => {
    await lab.create('says', {
      'index.mjs': "console.log('loading'); export const handler = async () => console.log('hi');",
    });

    const { log } = await lab.invoke('says');
    await lab.invoke('says');

    expect(group()?.streams.size).toBe(1);
    const events = lab.logEvents('says');
    expect(events.map((event) => event.split(/[ \t]/)[0]?.replace(/^\d{4}-.*/, 'line'))).toEqual([
      'INIT_START',
      'line',
      'START',
      'line',
      'END',
      'REPORT',
      'START',
      'line',
      'END',
      'REPORT',
    ]);
    expect(events[0]).toMatch(
      /^INIT_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}\n$/,
    );
    expect(events[1]).toMatch(/\t-\tINFO\tloading\n$/);
    expect(log).toBe(events.slice(1, 6).join(''));
  });

  test('keeps a text of several lines in one event', async () => {
    await lab.create('says', {
      'index.mjs':
        "export const handler = async () => { console.log('a\\nb'); console.warn({ one: 'x'.repeat(60), two: 'y'.repeat(60) }); };",
    });

    await lab.invoke('says');

    const events = lab.logEvents('says');
    expect(events.filter((event) => /\tINFO\ta\nb\n$/.test(event))).toHaveLength(1);
    expect(events.filter((event) => /\tWARN\t\{\n {2}one:/.test(event))).toHaveLength(1);
  });

  test('splits raw output into lines, even the last line without a line feed', async () => {
    await lab.create('says', {
      'index.mjs':
        "export const handler = async () => { process.stdout.write('one\\ntwo'); process.stderr.write('three\\n'); };",
    });

    await lab.invoke('says');

    const events = lab.logEvents('says');
    expect(events).toContain('one\n');
    expect(events).toContain('three\n');
    expect(events).toContain('two');
    expect(events.at(-1)).toMatch(/^REPORT /);
  });

  test('contains all output before the answer, however much it is', async () => {
    await lab.create('says', {
      'index.mjs':
        "export const handler = async () => { for (let i = 0; i < 5000; i += 1) console.log('line', i, 'x'.repeat(100)); };",
    });

    await lab.invoke('says');

    const events = lab.logEvents('says');
    expect(events.filter((event) => event.includes('\tINFO\tline '))).toHaveLength(5000);
    expect(events.at(-1)).toMatch(/^REPORT /);
  });

  test('in the answer of Invoke is its last 4 KB (F6.12)', async () => {
    await lab.create('says', {
      'index.mjs': "export const handler = async () => console.log('x'.repeat(10_000));",
    });

    const { log } = await lab.invoke('says');

    expect(Buffer.byteLength(log)).toBe(4096);
    expect(log).toMatch(/REPORT RequestId: [\s\S]*\n$/);
  });

  test('can be JSON with a lowest level, and then Lambda’s own lines are JSON too', async () => {
    await lab.create(
      'says',
      {
        'index.mjs':
          "export const handler = async () => { console.debug('quiet'); console.log('loud', 1); console.error(new TypeError('bad')); };",
      },
      { LoggingConfig: { LogFormat: 'JSON' } },
    );

    await lab.invoke('says');

    const events = lab.logEvents('says').map((event) => JSON.parse(event));
    expect(events.map((event) => event.type ?? event.level)).toEqual([
      'platform.initStart',
      'platform.start',
      'INFO',
      'ERROR',
      'platform.report',
    ]);
    expect(events[2]).toMatchObject({ message: 'loud 1', requestId: events[1].record.requestId });
    expect(events[3]).toMatchObject({
      message: { errorType: 'TypeError', errorMessage: 'bad', stackTrace: expect.any(Array) },
    });
    expect(events[4].record).toMatchObject({
      status: 'success',
      metrics: { memorySizeMB: 256, billedDurationMs: expect.any(Number) },
    });
  });

  test('is not written when the role lacks the permission', async () => {
    lab.role.attachedPolicies.clear();
    await lab.create('says', { 'index.mjs': 'export const handler = async () => 1;' });

    const { log } = await lab.invoke('says');

    expect(group()).toBeUndefined();
    expect(log).toContain('START RequestId: ');
  });

  test('needs the permission to create streams, even in an existing group', async () => {
    const allow = (...actions: string[]) =>
      lab.role.inlinePolicies.set(
        'logs',
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: actions,
              Resource: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/says:*',
            },
          ],
        }),
      );
    await lab.create('says', { 'index.mjs': 'export const handler = async () => 1;' });
    await lab.invoke('says');
    lab.role.attachedPolicies.clear();
    group()?.streams.clear();

    allow('logs:PutLogEvents');
    await lab.invoke('says');
    expect(group()?.streams.size).toBe(0);

    allow('logs:PutLogEvents', 'logs:CreateLogStream');
    await lab.invoke('says');
    expect(group()?.streams.size).toBe(1);
  });
});
