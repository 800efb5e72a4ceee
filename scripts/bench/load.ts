import type { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgent, sendCall, signCall, type Target, toQuery } from './calls.js';
import { measureMemory } from './processes.js';
import type { Measurement } from './report.js';
import type { RunningEndpoint, Workspace } from './workspace.js';

/** Calls per second: a little more than the goal. */
const RATE = 2_050;
const GOAL = 2_000;
const WARM_UP_S = 3;
const SECONDS = 6;
const TICK_MS = 10;
/** Allowed growth of memory after the warm-up, with garbage that is not collected yet. */
const FLAT_MB = 30;
const LABS = 50;

/** Measures the endpoint under load: API calls per second, and many labs created and removed in parallel. */
export async function measureLoad(workspace: Workspace): Promise<Measurement[]> {
  return workspace.withEndpoint(async (endpoint) => [
    ...(await measureCalls(endpoint)),
    ...(await measureLabs(workspace, endpoint)),
  ]);
}

async function measureCalls(endpoint: RunningEndpoint): Promise<Measurement[]> {
  const agent = createAgent();
  await sendFor(WARM_UP_S, endpoint, agent);
  const before = await measureMemory(endpoint.child);
  const perSecond = await sendFor(SECONDS, endpoint, agent);
  const after = await measureMemory(endpoint.child);
  agent.destroy();
  return [
    {
      ...{ name: 'endpoint: API calls per second', unit: '/s', value: perSecond },
      goal: { atLeast: GOAL },
    },
    {
      name: `endpoint: memory growth in ${SECONDS} s of load`,
      ...{ unit: 'MB', value: after.own - before.own, goal: { below: FLAT_MB } },
    },
  ];
}

/** Sends calls at an even rate without waiting for answers. Returns the number of answers per second. */
async function sendFor(seconds: number, target: Target, agent: Agent): Promise<number> {
  // Sign each call only once, because signing is the client's work.
  const calls = await Promise.all(CALLS.map((call) => signCall(target, call)));
  const total = RATE * seconds;
  const running: Promise<string>[] = [];
  const started = performance.now();
  while (running.length < total) {
    const due = Math.min(total, ((performance.now() - started) / 1_000) * RATE);
    while (running.length < due) {
      const call = calls[running.length % calls.length];
      if (call) running.push(sendCall(target.url, agent, call));
    }
    await sleep(TICK_MS);
  }
  await Promise.all(running);
  return total / ((performance.now() - started) / 1_000);
}

const CALLS = [
  toQuery('elasticache', '2015-02-02', { Action: 'DescribeServerlessCaches' }),
  toQuery('elasticache', '2015-02-02', { Action: 'DescribeUsers' }),
  toQuery('iam', '2010-05-08', { Action: 'ListRoles' }),
  toQuery('sts', '2011-06-15', { Action: 'GetCallerIdentity' }),
  toQuery('ec2', '2016-11-15', { Action: 'DescribeSubnets' }),
];

/** Measures the time for many labs beside the time for one, and the memory that they leave behind. */
async function measureLabs(
  { runLibrary }: Workspace,
  { child, env }: RunningEndpoint,
): Promise<Measurement[]> {
  // Two regions, because one allows at most 40 caches.
  const measure = async (count: number) => {
    const labs = Array.from({ length: count }, (_, index) => {
      return { lab: `lab-${index}`, region: index % 2 === 0 ? 'us-east-1' : 'eu-west-1' };
    });
    const { stdout } = await runLibrary(
      `const labs = ${JSON.stringify(labs)};
      const started = performance.now();
      await Promise.all(labs.map((options) => up(options)));
      await Promise.all(labs.map((options) => down(options)));
      console.log(performance.now() - started);`,
      { env },
    );
    return Number(stdout);
  };
  const one = await measure(1);
  const before = await measureMemory(child);
  const many = await measure(LABS);
  const after = await measureMemory(child);
  return [
    {
      ...{ name: `up and down of ${LABS} labs in parallel`, unit: 'ms', value: many },
      peer: { name: `${LABS} × one lab`, value: LABS * one },
    },
    {
      name: `endpoint: memory growth after ${LABS} labs`,
      ...{ unit: 'MB', value: after.own - before.own },
    },
  ];
}
