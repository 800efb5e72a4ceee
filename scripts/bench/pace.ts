import { findLongestChains } from './longest-chain.js';
import type { Measurement } from './report.js';
import { hasAwsCli, runTutorial } from './tutorial.js';
import { importBuilt, type Workspace } from './workspace.js';

/** The share of AWS's waiting times: with it, a cache takes 24 s, and network interfaces take 3 minutes. */
const FACTOR = 0.2;
/** Goals for `up` and `down`, relative to the longest chain of AWS waits, and to the tutorial. */
const CHAIN = { ratio: 1.05, plus: 1_000 };
const TUTORIAL = { ratio: 0.6 };

/**
 * Measures `up` and `down` at AWS's pace, and compares them with the longest chain of AWS waits. Compares `up` with
 * the tutorial's commands too, which run at the same time on a second endpoint. One round takes about four minutes.
 */
export async function measurePace(workspace: Workspace): Promise<Measurement[]> {
  const { startLocalAws } = await importBuilt('local');
  const chains = findLongestChains(FACTOR);
  await using aws = await startLocalAws({ pace: `${FACTOR}` });
  await using tutorialAws = await startLocalAws({ pace: `${FACTOR}` });
  const measure = async (command: 'up' | 'down') => {
    const run = await workspace.run([command, '--quiet'], { env: aws.env() });
    return run.elapsedMs;
  };
  const toRow = (command: 'up' | 'down', value: number): Measurement => ({
    name: `${command}, compared with the longest chain of AWS waits (pace ${FACTOR})`,
    ...{ unit: 'ms', value, goal: CHAIN },
    peer: { name: chains[command].names.join(' → '), value: chains[command].ms },
  });
  const tutorial = measureTutorial(workspace, tutorialAws.env());
  // If `up` or `down` fails first, the tutorial fails too, because its endpoint closes.
  tutorial.catch(() => {});
  const up = await measure('up');
  const down = await measure('down');
  const typed = await tutorial;
  return [
    toRow('up', up),
    ...(typed
      ? [
          {
            name: 'up, compared with the tutorial’s commands in the AWS CLI',
            ...{ unit: 'ms' as const, value: up, goal: TUTORIAL },
            peer: { name: `${typed.commands} commands`, value: typed.elapsedMs },
          },
        ]
      : []),
    toRow('down', down),
  ];
}

async function measureTutorial(workspace: Workspace, env: Record<string, string>) {
  if (await hasAwsCli(workspace)) return runTutorial(workspace, env);
  process.stderr.write('The AWS CLI (aws) is not installed: the tutorial is not measured.\n');
  return undefined;
}
