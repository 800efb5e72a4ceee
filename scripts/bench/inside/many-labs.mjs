/**
 * `many-labs.mjs COUNT`: makes so many labs at once, each in the account of the environment, then removes
 * them at once. Prints what that took and which failed.
 */
const { up, down } = await import(`${BENCH_DIST}/index.js`);
const count = Number(process.argv[2]);
/** A region has 40 caches at most. */
const REGIONS = ['us-east-1', 'eu-west-1'];
const labs = Array.from({ length: count }, (_, index) => ({
  lab: `lab-${index}`,
  region: REGIONS[index % REGIONS.length],
}));

const failures = [];
async function time(command) {
  const started = performance.now();
  const ended = await Promise.allSettled(labs.map((options) => command(options)));
  for (const { reason } of ended) if (reason) failures.push(String(reason));
  return performance.now() - started;
}

const upMs = await time(up);
const downMs = await time(down);
process.stdout.write(JSON.stringify({ upMs, downMs, failures }));
