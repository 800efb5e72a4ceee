import { existsSync } from 'node:fs';
import type { Measurement } from './report.js';
import { importBuilt, type Workspace } from './workspace.js';

/** Short runs differ much: several in each round, in turns. */
const PAIRS = 8;
const LOCAL = ['--local', '--quiet', '--json'];

/** How long the program takes to say anything, beside Node that does nothing. */
export async function measureStartUp({ run, runNode }: Workspace): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const node = await runNode(['-e', '0']);
    for (const { option, ratio } of [
      { option: '--version', ratio: 1.3 },
      { option: '--help', ratio: 1.6 },
    ]) {
      measurements.push({
        ...{ name: option, unit: 'ms', value: (await run([option])).elapsedMs, goal: { ratio } },
        peer: { name: 'node -e 0', value: node.elapsedMs },
      });
    }
  }
  return measurements;
}

/** The lab on the local endpoint, from nothing to nothing; the goals are those of two cores. */
export async function measureLab({ run, localDir }: Workspace): Promise<Measurement[]> {
  const measure = async (...args: string[]) => (await run([...args, ...LOCAL])).elapsedMs;
  if (existsSync(localDir)) throw new Error('An endpoint already runs: up would not start one.');
  const up = await measure('up', '--pace', 'instant');
  const status = await measure('status');
  await measure('invoke');
  const warm = await measure('invoke');
  const down = await measure('down');
  if (existsSync(localDir)) throw new Error('down has left the endpoint.');
  return [
    {
      ...{ name: 'first up --local --pace instant, from nothing', unit: 'ms', value: up },
      goal: { below: 1_500 },
    },
    { name: 'status', unit: 'ms', value: status },
    { name: 'invoke, warm', unit: 'ms', value: warm, goal: { below: 500 } },
    { name: 'down', unit: 'ms', value: down, goal: { below: 2_000 } },
  ];
}

/** The memory that `up` takes, at a pace that makes it wait for a while. */
export async function measureProgramMemory(workspace: Workspace): Promise<Measurement[]> {
  const { startLocalAws } = await importBuilt('local');
  await using aws = await startLocalAws({ pace: '0.02' });
  const value = await workspace.measurePeak(['up', '--quiet'], { env: aws.env() });
  return [{ name: 'peak memory of up', unit: 'MB', value, goal: { below: 110 } }];
}
