import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';

/** Cases mostly wait for programs to start and end, so several run in parallel. */
const LANES = 4;

/** Runs all cases in four parallel lanes. Each lane has its own home folder and runs one case at a time. */
export async function runInLanes<T>(
  cases: readonly T[],
  run: (cli: LocalCli, one: T) => Promise<void>,
): Promise<void> {
  const queue = cases.values();
  const runLane = async () => {
    await using cli = createLocalCli();
    for (const one of queue) await run(cli, one);
  };
  const lanes = Array.from({ length: Math.min(LANES, cases.length) }, runLane);
  // When a lane fails, wait for the others before the test ends.
  for (const lane of await Promise.allSettled(lanes)) {
    if (lane.status === 'rejected') throw lane.reason;
  }
}
