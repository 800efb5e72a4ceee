import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import aws4 from 'aws4';
import { measureMemory, stopProcess, waitForLine } from './processes.mjs';

const PROGRAM = join(import.meta.dirname, 'load-endpoint.mjs');
/** What is sent a second, and for how long: a little more than the goal. */
const RATE = 2_050;
const GOAL = 2_000;
const WARM_UP_S = 3;
const SECONDS = 6;
const TICK_MS = 10;
/** What memory may grow by after the warm-up, where garbage that nobody has collected yet counts. */
const FLAT_MB = 30;
const LABS = [1, 10, 50];

/** The endpoint under load: API calls a second, and many labs that are made and removed at once. */
export async function measureLoad(workspace) {
  const { home, signal, env } = workspace;
  const child = spawn(process.execPath, [PROGRAM], { env: { ...env, HOME: home }, signal });
  try {
    const [line] = await waitForLine(child, /^\{.*\}$/m);
    const endpoint = JSON.parse(line);
    const memory = async () =>
      (await measureMemory(child.pid)).find((one) => one.pid === child.pid).mb;
    return [
      ...(await measureCalls(endpoint, memory)),
      ...(await measureLabs(workspace, endpoint, memory)),
    ];
  } finally {
    await stopProcess(child);
  }
}

async function measureCalls(endpoint, memory) {
  await send(endpoint, WARM_UP_S);
  const before = await memory();
  const { perSecond, failed } = await send(endpoint, SECONDS);
  return [
    { name: 'endpoint: API calls a second', unit: '/s', value: perSecond, atLeast: GOAL },
    { name: '… errors', unit: '', value: failed, below: 1 },
    {
      name: `… memory’s growth in ${SECONDS} s`,
      ...{ unit: 'MB', value: (await memory()) - before, below: FLAT_MB },
    },
  ];
}

/** Sends calls at an even rate, however long the answers take; waits for the last. */
async function send({ url, credentials }, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const calls = toCalls(url, credentials);
  const total = RATE * seconds;
  const running = [];
  let failed = 0;
  const started = performance.now();
  while (running.length < total) {
    const due = Math.min(total, ((performance.now() - started) / 1_000) * RATE);
    while (running.length < due) {
      const call = calls[running.length % calls.length];
      running.push(
        sendOne(url, agent, call).catch(() => {
          failed += 1;
        }),
      );
    }
    await sleep(TICK_MS);
  }
  await Promise.all(running);
  const elapsedMs = performance.now() - started;
  agent.destroy();
  return { perSecond: (total - failed) / (elapsedMs / 1_000), failed };
}

/** Signed once: signing is the client's work, not the endpoint's. */
function toCalls(url, credentials) {
  const { host } = new URL(url);
  const toQuery = (service, body) =>
    aws4.sign(
      {
        ...{ host, service, region: 'us-east-1', method: 'POST', path: '/', body },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      credentials,
    );
  return [
    toQuery('elasticache', 'Action=DescribeServerlessCaches&Version=2015-02-02'),
    toQuery('elasticache', 'Action=DescribeUsers&Version=2015-02-02'),
    toQuery('iam', 'Action=ListRoles&Version=2010-05-08'),
    toQuery('sts', 'Action=GetCallerIdentity&Version=2011-06-15'),
    toQuery('ec2', 'Action=DescribeSubnets&Version=2016-11-15'),
  ];
}

function sendOne(url, agent, { headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`HTTP ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** How the time grows with the number of labs, and what they leave. */
async function measureLabs(workspace, { env }, memory) {
  const many = await workspace.bundle('many-labs');
  const measurements = [];
  let one;
  let growth = 0;
  for (const count of LABS) {
    const before = await memory();
    const { stdout } = await workspace.runNode([many, String(count)], { env });
    const { upMs, downMs, failures } = JSON.parse(stdout);
    growth = (await memory()) - before;
    one ??= upMs + downMs;
    measurements.push({
      name: `${count} ${count === 1 ? 'lab' : 'labs at once'}, up and down`,
      ...{ unit: 'ms', value: upMs + downMs },
      peer: { name: 'so many times one lab', value: one * count },
    });
    if (failures.length > 0) process.stderr.write(`${failures.slice(0, 3).join('\n')}\n`);
    measurements.push({ name: `… errors of ${count}`, unit: '', value: failures.length, below: 1 });
  }
  const name = `… the endpoint’s memory after ${LABS.at(-1)} labs, beside before`;
  measurements.push({ name, unit: 'MB', value: growth });
  return measurements;
}
