import { join } from 'node:path';
import { hasAwsCli, runTutorial } from './tutorial.mjs';

/** Of AWS's own waiting times: a cache takes 24 s, network interfaces take 3 minutes. */
const FACTOR = 0.2;
/** The goals: what `up` and `down` may take beside AWS's longest chain, and beside the tutorial. */
const CHAIN = { ratioBelow: 1.05, plus: 1_000 };
const TUTORIAL = 0.6;
const LATE = { part: 0.05, leastMs: 250 };

/**
 * `up` and `down` at AWS's pace, beside the longest chain of AWS's own waits, and `up` beside the tutorial's
 * commands, which run at the same time against an endpoint of their own. One round takes about four minutes.
 */
export async function measurePace(workspace) {
  const { startLocalAws } = await import('../../dist/local.js');
  const chains = await import(await workspace.bundle('longest-chain'));
  const longest = chains.findLongestChains(FACTOR);
  const aws = await startLocalAws({ pace: String(FACTOR) });
  const observedAws = await startLocalAws({ pace: String(FACTOR) });
  const tutorialAws = await startLocalAws({ pace: String(FACTOR) });
  const runBoth = (command) => runObserved(workspace, command, { aws, observedAws });
  try {
    const tutorial = startTutorial(workspace, tutorialAws);
    // Where something else fails first, it ends with its endpoint.
    tutorial.catch(() => {});
    const [up, upPath] = await runBoth('up');
    const [down] = await runBoth('down');
    const typed = await tutorial;
    return [
      beside(up, longest.up, 'up'),
      typed
        ? {
            name: 'up, against the tutorial’s commands by the AWS CLI',
            ...{ unit: 'ms', value: up.elapsedMs, ratioBelow: TUTORIAL },
            peer: { name: `${typed.commands} commands`, value: typed.elapsedMs },
          }
        : { name: 'up, against the tutorial’s commands', missing: 'the AWS CLI (aws) is not here' },
      beside(down, longest.down, 'down'),
      ...toLateness(aws.calls(), longest.pace),
      {
        name: 'reads of a wait of 10 minutes',
        ...{ unit: '', value: chains.countReads(600_000), below: 145 },
      },
      ...toPathRows(upPath),
    ];
  } finally {
    await Promise.all([aws.close(), observedAws.close(), tutorialAws.close()]);
  }
}

async function startTutorial(workspace, aws) {
  if (!(await hasAwsCli(workspace))) return undefined;
  return runTutorial(workspace, aws.env());
}

/** The program, and beside it a second lab, whose report says what its time went into. */
async function runObserved(workspace, command, { aws, observedAws }) {
  const isUp = command === 'up';
  const report = isUp ? ['--report', join(workspace.home, 'up.html')] : [];
  const [run, observed] = await Promise.all([
    workspace.run([command, '--quiet'], { env: aws.env() }),
    workspace.run([command, '--json', '--quiet', ...report], { env: observedAws.env() }),
  ]);
  return [run, JSON.parse(observed.stdout).criticalPath];
}

function beside({ elapsedMs }, chain, command) {
  return {
    name: `${command}, against AWS’s longest chain (pace ${FACTOR})`,
    ...{ unit: 'ms', value: elapsedMs, ...CHAIN },
    peer: { name: chain.steps.join(' → '), value: chain.ms },
  };
}

/** Waits, the call that begins each, and the one that sees its end. */
const WAITS = [
  ['up: user group', 'CreateUserGroup', 'DescribeUserGroups', 'userGroupMs'],
  ['up: cache', 'CreateServerlessCache', 'DescribeServerlessCaches', 'cacheCreateMs'],
  ['up: function', 'CreateFunction', 'GetFunction', 'functionCreateMs'],
  ['down: cache', 'DeleteServerlessCache', 'DescribeServerlessCaches', 'cacheDeleteMs'],
  ['down: user group', 'DeleteUserGroup', 'DescribeUserGroups', 'userGroupMs'],
  ['down: interfaces', 'DeleteFunction', 'DescribeNetworkInterfaces', 'networkInterfaceMs'],
];

/** How long after its end each wait was seen to have ended. */
function toLateness(calls, pace) {
  const answered = calls.filter(({ status }) => status >= 200 && status < 300);
  return WAITS.map(([name, begin, look, key]) => {
    const begun = answered.find(({ operation }) => operation === begin);
    const endMs = (begun?.atMs ?? Number.NaN) + pace[key];
    // The look that finds it gone is answered by an error.
    const seen = calls.find(({ operation, atMs }) => operation === look && atMs >= endMs);
    if (!seen) throw new Error(`Nobody looked for the end of ${begin}.`);
    return {
      name: `late by polling, ${name} (${pace[key] / 1_000} s)`,
      ...{ unit: 'ms', value: seen.atMs - endMs },
      below: Math.max(pace[key] * LATE.part, LATE.leastMs),
    };
  });
}

/** What the whole run waited for, in order. */
function toPathRows(path) {
  return path.map(({ resource, elapsedMs, waits }) => {
    const [longest] = waits;
    const what = resource ?? 'reading what is there';
    return {
      name: `up, critical path: ${what}${longest ? ` (${longest.status})` : ''}`,
      ...{ unit: 'ms', value: elapsedMs },
    };
  });
}
