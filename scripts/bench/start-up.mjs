/** Short runs differ much: several in each round, in turns. */
const PAIRS = 4;

/** How long the program takes to say anything, against Node that does nothing. */
export async function measureStartUp({ time, timeNode }) {
  const measurements = [];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const bare = await timeNode('-e', '0');
    const version = await time('--version');
    measurements.push(
      { name: 'node -e 0', unit: 'ms', value: bare },
      { name: '--version', unit: 'ms', value: version },
      { name: '--version against node -e 0', unit: 'x', value: version / bare },
    );
  }
  return measurements;
}
