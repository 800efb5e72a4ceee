import { setTimeout as sleep } from 'node:timers/promises';
import { zip } from '../../test/emulator/functions/support/zip.js';
import { createCache } from './cache.js';
import { type Call, createAgent, sendCall, signCall, toQuery } from './calls.js';
import { measureMemory } from './processes.js';
import type { Measurement, Minute } from './report.js';
import type { BackgroundEndpoint, Workspace } from './workspace.js';

const NAME = 'soak';
const GROUP = { logGroupName: `/aws/lambda/${NAME}` };
const STREAM = { ...GROUP, logStreamName: 'writer' };
const HANDLER = `export async function handler(event) {
  for (let line = 0; line < 20; line++) console.log('line', line, event.text);
  return 'done';
}`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
  ],
});
const LOG_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
/** Lines of one PutLogEvents call: with the rates below, the log group is full after about five minutes. */
const LINES = 200;
/** Allowed ratio of the latency in the last minute to that in the middle minute. */
const FLAT = 1.25;
/** Allowed ratio of the memory after the last minute to that after the first. */
const GROWTH = 1.5;
/** The connections of the whole soak. They come in batches, and a batch closes before the next one. */
const CONNECTIONS = 12_000;
const BATCH = 50;
const PLUS_MS = 5;
const LIMIT_MS = 30_000;
const MAX_AT_ONCE = 2;

interface Load {
  readonly name: string;
  readonly perSecond: number;
  /** Set for an AWS call, whose latency is reported. */
  readonly isCall?: boolean;
  run(): Promise<unknown>;
}

/**
 * Puts a mixed load on the endpoint of `local start` for `minutes`: AWS calls, invocations with logs, log reads, role sessions,
 * cache traffic and logins, and connections that come and go. Reports memory and latency for each minute.
 */
export async function measureSoak(
  workspace: Workspace,
  { minutes }: { readonly minutes: number },
): Promise<Measurement[]> {
  return workspace.withBackgroundEndpoint(async (endpoint) => {
    const soak = await setUp(endpoint, minutes);
    const series: Minute[] = [];
    for (let minute = 1; minute <= minutes; minute++) {
      const figures = await runMinute(soak.loads, workspace.signal);
      const { own: memoryMb } = await measureMemory(endpoint.child);
      series.push({ minute, ...figures, memoryMb });
      process.stderr.write(`${JSON.stringify(series.at(-1))}\n`);
    }
    soak.close();
    return toMeasurements(series);
  });
}

function toMeasurements(series: readonly Minute[]): Measurement[] {
  const [first] = series;
  const settled = series[Math.floor((series.length - 1) / 2)];
  const last = series.at(-1);
  if (!first || !settled || !last) return [];
  const name = `soak of ${series.length} min`;
  const peer = `minute ${settled.minute}`;
  return [
    {
      ...{ name: `${name}: median latency of an AWS call`, unit: 'ms', value: last.medianMs },
      ...{ peer: { name: peer, value: settled.medianMs }, goal: { ratio: FLAT, plus: PLUS_MS } },
      series,
    },
    {
      ...{ name: `${name}: endpoint memory`, unit: 'MB', value: last.memoryMb },
      ...{ peer: { name: 'minute 1', value: first.memoryMb }, goal: { ratio: GROWTH } },
    },
    {
      ...{ name: `${name}: failures`, unit: '', goal: { below: 1 } },
      value: series.reduce((sum, { failed }) => sum + failed, 0),
    },
  ];
}

/**
 * Runs all loads at the same time for a minute, each at its own rate, and waits for the last answers.
 * A load skips a call while too many of its answers are late: on a busy machine, calls must not pile up in the client.
 */
async function runMinute(loads: readonly Load[], signal: AbortSignal) {
  const latencies: number[] = [];
  const failures: string[] = [];
  const start = async ({ name, isCall, run }: Load) => {
    const at = performance.now();
    try {
      await within(LIMIT_MS, run());
      if (isCall) latencies.push(performance.now() - at);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const started = performance.now();
  const beats = loads.map((load) => ({ load, count: 0, running: new Set<Promise<void>>() }));
  for (let elapsed = 0; elapsed < 60_000; elapsed = performance.now() - started) {
    for (const beat of beats) {
      for (; beat.count < (elapsed / 1_000) * beat.load.perSecond; beat.count++) {
        if (beat.running.size >= MAX_AT_ONCE) continue;
        const done = start(beat.load).finally(() => beat.running.delete(done));
        beat.running.add(done);
      }
    }
    await sleep(10, undefined, { signal });
  }
  await Promise.all(beats.flatMap(({ running }) => [...running]));
  for (const failure of new Set(failures)) process.stderr.write(`${failure}\n`);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const [medianMs, p99Ms] = [at(0.5), at(0.99)];
  return { calls: sorted.length, failed: failures.length, medianMs, p99Ms };
}

/** Waits for the answer. Rejects when it takes longer than the limit. */
async function within(limitMs: number, answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${limitMs} ms.`)), limitMs);
  });
  await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function setUp(endpoint: BackgroundEndpoint, minutes: number) {
  const agent = createAgent();
  const send = async (call: Call) => sendCall(endpoint.url, agent, await signCall(endpoint, call));
  const lambda = (path: string, input: object) => {
    const headers = { 'content-type': 'application/json' };
    return send({ service: 'lambda', path, headers, body: JSON.stringify(input) });
  };
  const logs = (operation: string, input: object) => {
    const target = `Logs_20140328.${operation}`;
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return send({ service: 'logs', headers, body: JSON.stringify(input) });
  };
  const iam = (Action: string, form: Record<string, string>) =>
    send(toQuery('iam', '2010-05-08', { Action, RoleName: NAME, ...form }));
  const role = await iam('CreateRole', { AssumeRolePolicyDocument: TRUST });
  const [, RoleArn = ''] = /<Arn>(.+?)</.exec(role) ?? [];
  await iam('AttachRolePolicy', { PolicyArn: LOG_POLICY });
  const code = Buffer.from(await zip({ 'index.mjs': HANDLER }));
  await lambda('/2015-03-31/functions', {
    ...{ FunctionName: NAME, Role: RoleArn, Runtime: 'nodejs22.x', Handler: 'index.handler' },
    Code: { ZipFile: code.toString('base64') },
  });
  const { logIn, connectOnly } = await createCache(endpoint, agent, NAME);
  const connection = await logIn();
  await logs('CreateLogGroup', GROUP);
  await logs('CreateLogStream', STREAM);
  const invocations = `/2015-03-31/functions/${NAME}/invocations`;
  const call = (name: string, perSecond: number, run: Load['run']): Load => ({
    ...{ name, perSecond, run, isCall: true },
  });
  const query = (perSecond: number, service: string, version: string, Action: string, form = {}) =>
    call(Action, perSecond, () => send(toQuery(service, version, { Action, ...form })));
  const log = (operation: string, perSecond: number, toInput: () => object) =>
    call(operation, perSecond, () => logs(operation, toInput()));
  let sets = 0;
  const loads: Load[] = [
    query(10, 'elasticache', '2015-02-02', 'DescribeServerlessCaches'),
    query(10, 'elasticache', '2015-02-02', 'DescribeUsers'),
    query(10, 'iam', '2010-05-08', 'ListRoles'),
    query(10, 'ec2', '2016-11-15', 'DescribeSubnets'),
    query(20, 'sts', '2011-06-15', 'AssumeRole', { RoleArn, RoleSessionName: NAME }),
    log('PutLogEvents', 5, createLines),
    log('FilterLogEvents', 2, () => {
      const startTime = Date.now() - 10_000;
      return { ...GROUP, startTime, limit: 1_000, filterPattern: 'line' };
    }),
    log('GetLogEvents', 2, () => ({ ...STREAM, limit: 100 })),
    log('DescribeLogStreams', 1, () => GROUP),
    log('DescribeLogGroups', 1, () => ({})),
    { name: 'Invoke', perSecond: 2, run: () => lambda(invocations, { text: 'x'.repeat(80) }) },
    {
      ...{ name: 'SET', perSecond: 20 },
      run: () => connection.ask(`SET key-${sets++ % 1_000} ${'v'.repeat(100)}`, '+OK'),
    },
    {
      ...{ name: 'login', perSecond: 1 },
      async run() {
        const other = await logIn();
        await other.ask('PING', '+PONG');
        other.close();
      },
    },
    {
      ...{ name: 'connections', perSecond: CONNECTIONS / BATCH / (minutes * 60) },
      async run() {
        const opening = Array.from({ length: BATCH }, (_, at) =>
          at % 2 === 0 ? logIn() : connectOnly(),
        );
        const opened = await Promise.allSettled(opening);
        for (const one of opened) if (one.status === 'fulfilled') one.value.close();
        const failed = opened.find((one) => one.status === 'rejected');
        if (failed) throw failed.reason;
      },
    },
  ];
  return {
    loads,
    close() {
      agent.destroy();
      connection.close();
    },
  };
}

function createLines(): object {
  const timestamp = Date.now();
  const logEvents = Array.from({ length: LINES }, (_, line) => {
    return { timestamp, message: `a line of the writer, ${line}, ${'y'.repeat(60)}` };
  });
  return { ...STREAM, logEvents };
}
