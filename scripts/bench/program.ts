import { existsSync } from 'node:fs';
import type { Measurement } from './report.js';
import { importBuilt, type Workspace } from './workspace.js';

/** Short runs vary a lot, so each round measures several pairs. */
const PAIRS = 8;
const LOCAL = ['--local', '--quiet', '--json'];

/** Measures how long the program takes to print its version and help, compared with an empty Node run. */
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

/** Measures a lab on the local endpoint, from its start to its removal. The goals are for two cores. */
export async function measureLab({ run, localDir }: Workspace): Promise<Measurement[]> {
  const measure = async (...args: string[]) => (await run([...args, ...LOCAL])).elapsedMs;
  if (existsSync(localDir)) throw new Error('A local endpoint already runs: up must start one.');
  const up = await measure('up', '--pace', 'instant');
  const status = await measure('status');
  await measure('invoke');
  const warm = await measure('invoke');
  const down = await measure('down');
  if (existsSync(localDir)) throw new Error('The local endpoint still exists after down.');
  return [
    {
      ...{ name: 'first up --local --pace instant, with endpoint start', unit: 'ms', value: up },
      goal: { below: 1_500 },
    },
    { name: 'status', unit: 'ms', value: status },
    { name: 'warm invoke', unit: 'ms', value: warm, goal: { below: 500 } },
    { name: 'down', unit: 'ms', value: down, goal: { below: 2_000 } },
  ];
}

/** Measures the memory of `up`, at a pace that makes it wait for a while. */
export async function measureProgramMemory(workspace: Workspace): Promise<Measurement[]> {
  const { startLocalAws } = await importBuilt('local');
  await using aws = await startLocalAws({ pace: '0.02' });
  const value = await workspace.measurePeak(['up', '--quiet'], { env: aws.env() });
  return [{ name: 'peak memory of up', unit: 'MB', value, goal: { below: 110 } }];
}
