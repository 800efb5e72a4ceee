import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Call, createAgent, sendCall, signCall, toQuery } from './calls.js';
import { type RunningEndpoint, withEndpoint } from './load.js';
import { measureMemory } from './processes.js';
import type { Measurement, Minute } from './report.js';
import { importBuilt, type Workspace } from './workspace.js';
import { zipHandler } from './zip-handler.js';

const REGION = 'us-east-1';
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
/** Lines of one PutLogEvents: with the rates below, the group is full after about five minutes. */
const LINES = 200;
/** How far the last minute may be above the minute in the middle, when everything with a limit has reached it. */
const FLAT = 1.25;
const PLUS_MS = 5;
const LIMIT_MS = 30_000;
const MAX_AT_ONCE = 2;

interface Load {
  readonly name: string;
  readonly perSecond: number;
  /** A call whose latency counts. */
  readonly isCall?: boolean;
  run(): Promise<unknown>;
}

/**
 * A mixed load on one endpoint for `minutes`: AWS calls, invocations with logs, log reads, sessions of a role,
 * and traffic and logins at a cache. Memory and the calls' latency, minute by minute: both must stay flat.
 */
export async function measureSoak(
  workspace: Workspace,
  { minutes }: { readonly minutes: number },
): Promise<Measurement[]> {
  return withEndpoint(workspace, async (endpoint) => {
    const soak = await setUp(endpoint);
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
  const settled = series[Math.floor((series.length - 1) / 2)];
  const last = series.at(-1);
  if (!settled || !last) return [];
  const name = `soak of ${series.length} min`;
  const peer = `minute ${settled.minute}`;
  return [
    {
      ...{ name: `${name}: median of an AWS call`, unit: 'ms', value: last.medianMs },
      ...{ peer: { name: peer, value: settled.medianMs }, goal: { ratio: FLAT, plus: PLUS_MS } },
      series,
    },
    {
      ...{ name: `${name}: endpoint’s memory`, unit: 'MB', value: last.memoryMb },
      ...{ peer: { name: peer, value: settled.memoryMb }, goal: { ratio: FLAT } },
    },
    {
      ...{ name: `${name}: failures`, unit: '', goal: { below: 1 } },
      value: series.reduce((sum, { failed }) => sum + failed, 0),
    },
  ];
}

/**
 * All kinds of load at once, each at its rate; ends when the last answer has come. A kind whose answers are late
 * leaves out a beat: on a busy machine, calls must not pile up in the client.
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

/** Rejects when the answer does not come in time. */
async function within(limitMs: number, answer: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`No answer in ${limitMs} ms.`);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    timer.abort();
  }
}

async function setUp(endpoint: RunningEndpoint) {
  const { url, credentials, env } = endpoint;
  const config = { endpoint: url, region: REGION, credentials };
  const role = await createRole(new IAMClient(config));
  await new LambdaClient(config).send(
    new CreateFunctionCommand({
      ...{ FunctionName: NAME, Role: role, Runtime: 'nodejs22.x', Handler: 'index.handler' },
      Code: { ZipFile: await zipHandler(HANDLER) },
    }),
  );
  const cache = await openCache(config, readFileSync(env['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  const agent = createAgent();
  const send = async (call: Call) => sendCall(url, agent, await signCall(endpoint, call));
  const query =
    (...form: Parameters<typeof toQuery>) =>
    () =>
      send(toQuery(...form));
  const logs = (operation: string, toInput: () => object) => () =>
    send({
      service: 'logs',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
      },
      body: JSON.stringify(toInput()),
    });
  await logs('CreateLogGroup', () => GROUP)();
  await logs('CreateLogStream', () => STREAM)();
  const asRole = { Action: 'AssumeRole', RoleArn: role, RoleSessionName: NAME };
  const invoke = {
    ...{ service: 'lambda', path: `/2015-03-31/functions/${NAME}/invocations` },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'x'.repeat(80) }),
  };
  const latest = () => ({ ...GROUP, startTime: Date.now() - 10_000, limit: 1_000 });
  const toCall = (name: string, perSecond: number, run: Load['run']): Load => ({
    ...{ name, perSecond, run, isCall: true },
  });
  const read = (service: string, version: string, Action: string) =>
    toCall(Action, 10, query(service, version, { Action }));
  const loads: Load[] = [
    read('elasticache', '2015-02-02', 'DescribeServerlessCaches'),
    read('elasticache', '2015-02-02', 'DescribeUsers'),
    read('iam', '2010-05-08', 'ListRoles'),
    read('ec2', '2016-11-15', 'DescribeSubnets'),
    toCall('AssumeRole', 20, query('sts', '2011-06-15', asRole)),
    toCall('PutLogEvents', 5, logs('PutLogEvents', createLines)),
    toCall(
      'FilterLogEvents',
      2,
      logs('FilterLogEvents', () => ({ ...latest(), filterPattern: 'line' })),
    ),
    toCall(
      'GetLogEvents',
      2,
      logs('GetLogEvents', () => ({ ...STREAM, limit: 100 })),
    ),
    toCall(
      'DescribeLogStreams',
      1,
      logs('DescribeLogStreams', () => GROUP),
    ),
    toCall(
      'DescribeLogGroups',
      1,
      logs('DescribeLogGroups', () => ({})),
    ),
    { name: 'Invoke', perSecond: 2, run: () => send(invoke) },
    { name: 'SET', perSecond: 20, run: cache.set },
    { name: 'login', perSecond: 1, run: cache.logIn },
  ];
  return {
    loads,
    close() {
      agent.destroy();
      cache.close();
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

async function createRole(iam: IAMClient): Promise<string> {
  const role = { RoleName: NAME, AssumeRolePolicyDocument: TRUST };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: NAME, PolicyArn }));
  return Role?.Arn ?? '';
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: RunningEndpoint['credentials'];
}

/** A cache with a user, and one connection that stays. */
async function openCache(config: ClientConfig, ca: string) {
  const { createIamAuthToken, openConnection } = await importBuilt('iam-auth/index');
  const { credentials, region } = config;
  const client = new ElastiCacheClient(config);
  const names = { UserId: NAME, UserName: NAME, AccessString: 'on ~* +@all' };
  const user = { ...names, Engine: 'valkey', AuthenticationMode: { Type: 'iam' } } as const;
  await client.send(new CreateUserCommand(user));
  const group = { Engine: 'valkey', UserGroupId: NAME, UserIds: [NAME] };
  await client.send(new CreateUserGroupCommand(group));
  const cache = { ServerlessCacheName: NAME, Engine: 'valkey', UserGroupId: NAME };
  await client.send(new CreateServerlessCacheCommand(cache));
  const find = { ServerlessCacheName: NAME };
  const { ServerlessCaches } = await client.send(new DescribeServerlessCachesCommand(find));
  const port = Number(ServerlessCaches?.[0]?.Endpoint?.Port);
  const connect = async () => {
    const socket = await openConnection({
      ...{ host: 'localhost', port, userId: NAME, ca },
      createToken: () => createIamAuthToken({ cacheName: NAME, userId: NAME, region, credentials }),
    });
    return socket.resume(); // it comes paused
  };
  const ask = async (socket: Socket, command: string, expected: string) => {
    socket.write(command);
    const [reply] = await once(socket, 'data');
    if (!String(reply).startsWith(expected)) throw new Error(`The cache answered ${reply}`);
  };
  const socket = await connect();
  let count = 0;
  return {
    set: () => ask(socket, `SET key-${count++ % 1_000} ${'v'.repeat(100)}\r\n`, '+OK'),
    async logIn() {
      const other = await connect();
      await ask(other, 'PING\r\n', '+PONG');
      other.destroy();
    },
    close: () => socket.destroy(),
  };
}
