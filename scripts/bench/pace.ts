import type { LocalAws } from '../../src/local.js';
import { findLongestChains } from './longest-chain.js';
import type { Measurement } from './report.js';
import { hasAwsCli, runTutorial } from './tutorial.js';
import { importBuilt, type Workspace } from './workspace.js';

/** The share of AWS's waiting times: with it, a cache takes 24 s, and Lambda needs 48 s to release network interfaces. */
const FACTOR = 0.2;
/** Goals for `up` and `down`, relative to the longest chain of AWS waits, and to the tutorial. */
const CHAIN = { up: { ratio: 1.05, plus: 1_000 }, down: { ratio: 1.1 } };
const TUTORIAL = { ratio: 0.6 };
/**
 * A public lab waits for no network interfaces, and for a shorter creation of the cache. Its `down` waits for the cache and
 * then for the user group: 28 s of the 48 s in which a lab in a VPC waits for Lambda.
 */
const PUBLIC = { up: { ratio: 0.8 }, down: { ratio: 0.6 } };

/**
 * Measures `up` and `down` at AWS's pace, and compares them with the longest chain of AWS waits. Compares `up` with
 * the tutorial's commands too, which run at the same time on a second endpoint. While `down` waits, a third endpoint shows
 * that `up` does not change the function's network again, and a fourth one has a public lab. One round takes about two minutes.
 */
export async function measurePace(workspace: Workspace): Promise<Measurement[]> {
  const { startLocalAws } = await importBuilt('local');
  const chains = findLongestChains(FACTOR);
  await using aws = await startLocalAws({ pace: `${FACTOR}` });
  await using tutorialAws = await startLocalAws({ pace: `${FACTOR}` });
  const assume = { 'vpc-updates': 'like-creates' } as const;
  await using slowAws = await startLocalAws({ pace: `${FACTOR}`, assume });
  await using publicAws = await startLocalAws({ pace: `${FACTOR}` });
  const measure = async (command: 'up' | 'down', target: LocalAws = aws) => {
    const env = { ...target.env(), VALKEY_LAB_PUBLIC: `${target === publicAws}` };
    const run = await workspace.run([command, '--quiet'], { env });
    return run.elapsedMs;
  };
  const toRow = (command: 'up' | 'down', value: number, condition = ''): Measurement => ({
    name: `${command}${condition}, compared with the longest chain of AWS waits (pace ${FACTOR})`,
    ...{ unit: 'ms', value, goal: CHAIN[command] },
    peer: { name: chains[command].names.join(' → '), value: chains[command].ms },
  });
  const tutorial = measureTutorial(workspace, tutorialAws.env());
  // If `up` or `down` fails first, the tutorial fails too, because its endpoint closes.
  tutorial.catch(() => {});
  const up = await measure('up');
  const measurePublic = async () => ({
    up: await measure('up', publicAws),
    down: await measure('down', publicAws),
  });
  const waiting = [measure('down'), measure('up', slowAws), measurePublic()] as const;
  const [down, slowUp, publicLab] = await Promise.all(waiting);
  const toPublicRow = (command: 'up' | 'down', value: number): Measurement => ({
    name: `${command} of a public lab, compared with a lab in a VPC (pace ${FACTOR})`,
    ...{ unit: 'ms', value: publicLab[command], goal: PUBLIC[command] },
    peer: { name: 'in a VPC', value },
  });
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
    toRow('up', slowUp, ' with vpc-updates=like-creates'),
    toRow('down', down),
    toPublicRow('up', up),
    toPublicRow('down', down),
  ];
}

async function measureTutorial(workspace: Workspace, env: Record<string, string>) {
  if (await hasAwsCli(workspace)) return runTutorial(workspace, env);
  process.stderr.write('The AWS CLI (aws) is not installed: the tutorial is not measured.\n');
  return undefined;
}
