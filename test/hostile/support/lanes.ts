import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';

/** Most of a case's time goes into waiting for programs that start and end. */
const LANES = 4;

/** Runs every case, four at a time; each lane has a home of its own, in which its cases follow each other. */
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
  // No lane may outlive the test, also when another one fails.
  for (const lane of await Promise.allSettled(lanes)) {
    if (lane.status === 'rejected') throw lane.reason;
  }
}
