/** Short runs differ much: several in each round, in turns. */
const PAIRS = 8;
const RATIO = 1.3;

/** How long the program takes to say anything, against Node that does nothing. */
export async function measureStartUp({ time, timeNode }) {
  const measurements = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const peer = { name: 'node -e 0', value: await timeNode('-e', '0') };
    for (const option of ['--version', '--help']) {
      const value = await time(option);
      measurements.push({ name: option, unit: 'ms', value, peer, ratioBelow: RATIO });
    }
  }
  return measurements;
}
