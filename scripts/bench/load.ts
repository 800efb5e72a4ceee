import { type ChildProcess, spawn } from 'node:child_process';
import type { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgent, sendCall, signCall, type Target, toQuery } from './calls.js';
import { measureMemory, stopProcess, waitForLine } from './processes.js';
import type { Measurement } from './report.js';
import type { Workspace } from './workspace.js';

/** What is sent a second, and for how long: a little more than the goal. */
const RATE = 2_050;
const GOAL = 2_000;
const WARM_UP_S = 3;
const SECONDS = 6;
const TICK_MS = 10;
/** What memory may grow by after the warm-up; garbage that is not collected yet counts. */
const FLAT_MB = 30;
const LABS = 50;

/** The endpoint's own process, and what a client of it needs. */
export interface RunningEndpoint extends Target {
  readonly child: ChildProcess;
  readonly env: Record<string, string>;
}

/** Runs something with an endpoint in a process of its own. */
export async function withEndpoint<T>(
  { home, signal, env, bundle }: Workspace,
  run: (endpoint: RunningEndpoint) => Promise<T>,
): Promise<T> {
  const program = await bundle('load-endpoint');
  const child = spawn(process.execPath, [program], { env: { ...env, HOME: home }, signal });
  try {
    return await run({ child, ...JSON.parse(await waitForLine(child, /^\{.*\}$/m)) });
  } finally {
    await stopProcess(child);
  }
}

/** The endpoint under load: API calls a second, and many labs that are made and removed at once. */
export async function measureLoad(workspace: Workspace): Promise<Measurement[]> {
  return withEndpoint(workspace, async (endpoint) => [
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
      ...{ name: 'endpoint: API calls a second', unit: '/s', value: perSecond },
      goal: { atLeast: GOAL },
    },
    {
      ...{ name: `… memory’s growth in ${SECONDS} s`, unit: 'MB', value: after.own - before.own },
      goal: { below: FLAT_MB },
    },
  ];
}

/** Sends calls at an even rate, however long the answers take; gives how many were answered a second. */
async function sendFor(seconds: number, target: Target, agent: Agent): Promise<number> {
  // Signed once: signing is the client's work, not the endpoint's.
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

/** How the time grows with the number of labs, and what they leave. */
async function measureLabs(
  { bundle, runNode }: Workspace,
  { child, env }: RunningEndpoint,
): Promise<Measurement[]> {
  const program = await bundle('many-labs');
  const measure = async (count: number) =>
    Number((await runNode([program, String(count)], { env })).stdout);
  const one = await measure(1);
  const before = await measureMemory(child);
  const many = await measure(LABS);
  const after = await measureMemory(child);
  return [
    {
      ...{ name: `${LABS} labs at once, up and down`, unit: 'ms', value: many },
      peer: { name: `${LABS} times one lab`, value: LABS * one },
    },
    {
      name: `… the endpoint’s memory after ${LABS} labs, beside before`,
      ...{ unit: 'MB', value: after.own - before.own },
    },
  ];
}
