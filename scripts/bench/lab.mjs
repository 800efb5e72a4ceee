import { existsSync } from 'node:fs';

/** The lab on the local endpoint, from nothing to nothing; the goals are those of two cores. */
export async function measureLab({ time, localDir }) {
  const local = ['--local', '--quiet', '--json'];
  if (existsSync(localDir))
    throw new Error('An endpoint is already there: up would not start one.');
  const up = await time('up', '--pace', 'instant', ...local);
  const status = await time('status', ...local);
  const cold = await time('invoke', ...local);
  const warm = await time('invoke', ...local);
  const down = await time('down', ...local);
  if (existsSync(localDir)) throw new Error('down has left the endpoint.');
  return [
    { name: 'first up --local --pace instant, from nothing', unit: 'ms', value: up, below: 1_500 },
    { name: 'status', unit: 'ms', value: status },
    { name: 'invoke, cold', unit: 'ms', value: cold },
    { name: 'invoke, warm', unit: 'ms', value: warm, below: 500 },
    { name: 'down', unit: 'ms', value: down, below: 2_000 },
  ];
}
