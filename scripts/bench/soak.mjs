import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
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
import aws4 from 'aws4';
import { measureMemory, stopProcess, waitForLine } from './processes.mjs';
import { zipHandler } from './zip-handler.mjs';

const PROGRAM = join(import.meta.dirname, 'load-endpoint.mjs');
const REGION = 'us-east-1';
const FUNCTION = 'soak';
const GROUP = `/aws/lambda/${FUNCTION}`;
const WRITER = 'writer';
const USER = 'soak-user';
const CACHE = 'soak';
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
/** How much the last minute may be beyond the minute when everything that has a limit has reached it. */
const FLAT = 1.25;
const PLUS_MS = 5;
const SETTLED_SHARE = 0.5;
const LIMIT_MS = 30_000;
const MAX_AT_ONCE = 2;

/**
 * A mixed load on one endpoint for `minutes`: AWS calls, invocations with logs, log reads, sessions of a role,
 * and traffic and logins at a cache. Memory and the calls' latency, minute by minute: both must stay flat.
 */
export async function measureSoak(workspace, { minutes }) {
  const { home, signal, env } = workspace;
  const child = spawn(process.execPath, [PROGRAM], { env: { ...env, HOME: home }, signal });
  try {
    const [line] = await waitForLine(child, /^\{.*\}$/m);
    const soak = await setUp(JSON.parse(line));
    const series = [];
    for (let minute = 1; minute <= minutes; minute++) {
      const figures = await runMinute(soak, signal);
      const memoryMb = (await measureMemory(child.pid)).find(({ pid }) => pid === child.pid).mb;
      series.push({ minute, ...figures, memoryMb });
      process.stderr.write(`${JSON.stringify(series.at(-1))}\n`);
    }
    await soak.close();
    return toMeasurements(series);
  } finally {
    await stopProcess(child);
  }
}

function toMeasurements(series) {
  const settled = series[Math.floor((series.length - 1) * SETTLED_SHARE)];
  const last = series.at(-1);
  const toRow = (name, unit, key, plus) => ({
    ...{ name: `soak of ${series.length} min: ${name}`, unit, value: last[key] },
    peer: { name: `minute ${settled.minute}`, value: settled[key] },
    ...{ ratioBelow: FLAT, ...plus },
  });
  return [
    { ...toRow('median of an AWS call', 'ms', 'medianMs', { plus: PLUS_MS }), series },
    { ...toRow('endpoint’s memory', 'MB', 'memoryMb') },
    {
      ...{ name: '… failures', unit: '', below: 1 },
      value: series.reduce((sum, { failed }) => sum + failed, 0),
    },
  ];
}

/**
 * All kinds of load at once, each at its rate; ends when the last answer is there. A kind whose answers are late
 * leaves out a beat: on a busy machine, calls must not pile up in the client.
 */
async function runMinute({ loads }, signal) {
  const latencies = [];
  const failures = new Map();
  const running = new Map(loads.map((load) => [load, new Set()]));
  const started = performance.now();
  const beats = new Map(loads.map((load) => [load, 0]));
  const start = (load) => {
    const { name, isCall, run } = load;
    const mine = running.get(load);
    beats.set(load, beats.get(load) + 1);
    if (mine.size >= MAX_AT_ONCE) return;
    const at = performance.now();
    const done = within(LIMIT_MS, run())
      .then(() => isCall && latencies.push(performance.now() - at))
      .catch((error) => failures.set(`${name}: ${error.message}`, name))
      .finally(() => mine.delete(done));
    mine.add(done);
  };
  for (let elapsed = 0; elapsed < 60_000; elapsed = performance.now() - started) {
    for (const load of loads) {
      while (beats.get(load) < (elapsed / 1_000) * load.perSecond) start(load);
    }
    await sleep(10, undefined, { signal });
  }
  await Promise.all([...running.values()].flatMap((mine) => [...mine]));
  for (const failure of failures.keys()) process.stderr.write(`${failure}\n`);
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)];
  return { calls: sorted.length, failed: failures.size, medianMs: at(0.5), p99Ms: at(0.99) };
}

/** Rejects when the answer does not come in time. */
async function within(limitMs, answer) {
  const timer = new AbortController();
  const { signal } = timer;
  const late = sleep(limitMs, undefined, { signal }).then(() => {
    throw new Error(`No answer in ${limitMs} ms.`);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
  }
}

async function setUp({ url, credentials, env }) {
  const config = { endpoint: url, region: REGION, credentials };
  const role = await makeRole(new IAMClient(config));
  await new LambdaClient(config).send(
    new CreateFunctionCommand({
      ...{ FunctionName: FUNCTION, Role: role, Runtime: 'nodejs22.x', Handler: 'index.handler' },
      Code: { ZipFile: await zipHandler(HANDLER) },
    }),
  );
  const cache = await openCache(config, readFileSync(env.NODE_EXTRA_CA_CERTS, 'utf8'));
  const { call, close } = createCaller(url, credentials);
  const query = (service, version, form) => () =>
    call(service, { body: new URLSearchParams({ Version: version, ...form }).toString() });
  const logs = (operation, toInput) => () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
    };
    return call('logs', { headers, body: JSON.stringify(toInput()) });
  };
  const group = { logGroupName: GROUP };
  const stream = { ...group, logStreamName: WRITER };
  await logs('CreateLogGroup', () => group)();
  await logs('CreateLogStream', () => stream)();
  const isCall = true;
  const asRole = { Action: 'AssumeRole', RoleArn: role, RoleSessionName: 'soak' };
  const invoke = {
    path: `/2015-03-31/functions/${FUNCTION}/invocations`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'x'.repeat(80) }),
  };
  const since = () => ({ startTime: Date.now() - 10_000, limit: 1_000 });
  const loads = [
    ...[
      ['elasticache', '2015-02-02', { Action: 'DescribeServerlessCaches' }],
      ['elasticache', '2015-02-02', { Action: 'DescribeUsers' }],
      ['iam', '2010-05-08', { Action: 'ListRoles' }],
      ['ec2', '2016-11-15', { Action: 'DescribeSubnets' }],
    ].map(([service, version, form]) => ({
      ...{ name: form.Action, perSecond: 10, isCall },
      run: query(service, version, form),
    })),
    { name: 'AssumeRole', perSecond: 20, isCall, run: query('sts', '2011-06-15', asRole) },
    { name: 'Invoke', perSecond: 2, run: () => call('lambda', invoke) },
    {
      name: 'PutLogEvents',
      perSecond: 5,
      isCall,
      run: logs('PutLogEvents', () => toLines(stream)),
    },
    {
      ...{ name: 'FilterLogEvents', perSecond: 2, isCall },
      run: logs('FilterLogEvents', () => ({ ...group, ...since(), filterPattern: 'line' })),
    },
    {
      name: 'GetLogEvents',
      perSecond: 2,
      isCall,
      run: logs('GetLogEvents', () => ({ ...stream, limit: 100 })),
    },
    {
      name: 'DescribeLogStreams',
      perSecond: 1,
      isCall,
      run: logs('DescribeLogStreams', () => group),
    },
    { name: 'DescribeLogGroups', perSecond: 1, isCall, run: logs('DescribeLogGroups', () => ({})) },
    { name: 'SET', perSecond: 20, run: cache.set },
    { name: 'login', perSecond: 1, run: cache.logIn },
  ];
  return {
    loads,
    async close() {
      close();
      cache.close();
    },
  };
}

function toLines(stream) {
  const timestamp = Date.now();
  const logEvents = Array.from({ length: LINES }, (_, line) => {
    return { timestamp, message: `a line of the writer, ${line}, ${'y'.repeat(60)}` };
  });
  return { ...stream, logEvents };
}

async function makeRole(iam) {
  const made = await iam.send(
    new CreateRoleCommand({ RoleName: 'soak', AssumeRolePolicyDocument: TRUST }),
  );
  await iam.send(
    new AttachRolePolicyCommand({
      RoleName: 'soak',
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    }),
  );
  return made.Role.Arn;
}

/** A cache with a user, and one connection that stays. */
async function openCache(config, ca) {
  const { createIamAuthToken, openConnection } = await import('../../dist/iam-auth/index.js');
  const client = new ElastiCacheClient(config);
  const engine = { Engine: 'valkey' };
  await client.send(
    new CreateUserCommand({
      ...{ ...engine, UserId: USER, UserName: USER, AccessString: 'on ~* +@all' },
      AuthenticationMode: { Type: 'iam' },
    }),
  );
  await client.send(
    new CreateUserGroupCommand({ ...engine, UserGroupId: 'soak', UserIds: [USER] }),
  );
  const name = { ServerlessCacheName: CACHE };
  await client.send(new CreateServerlessCacheCommand({ ...name, ...engine, UserGroupId: 'soak' }));
  const { ServerlessCaches } = await client.send(new DescribeServerlessCachesCommand(name));
  const connect = async () => {
    const socket = await openConnection({
      ...{ host: 'localhost', port: ServerlessCaches[0].Endpoint.Port, userId: USER, ca },
      createToken: () =>
        createIamAuthToken({
          ...{ cacheName: CACHE, userId: USER, region: REGION },
          credentials: config.credentials,
        }),
    });
    socket.resume(); // it comes paused
    return socket;
  };
  const ask = async (socket, command, expected) => {
    socket.write(command);
    const [reply] = await once(socket, 'data');
    if (!reply.toString().startsWith(expected)) throw new Error(`The cache answered ${reply}`);
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

/** Signed calls without an SDK: its work is not the endpoint's. */
function createCaller(url, credentials) {
  const { host } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const call = (service, { path = '/', headers = form, body }) => {
    const signed = aws4.sign(
      { host, service, region: REGION, method: 'POST', path, body, headers: { ...headers } },
      credentials,
    );
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: signed.headers, agent };
      const sent = request(new URL(path, url), options, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.once('error', reject);
        response.once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`HTTP ${response.statusCode} ${text.slice(0, 200)}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  };
  return { call, close: () => agent.destroy() };
}
