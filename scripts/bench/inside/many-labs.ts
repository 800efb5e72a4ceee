declare const DIST: string;

/** `many-labs.mjs COUNT` creates that number of labs in parallel, then removes them. Prints the milliseconds. */
const { up, down }: typeof import('../../../src/index.js') = await import(`${DIST}/index.js`);
const count = Number(process.argv[2]);
/** Two regions, because one allows at most 40 caches. */
const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const labs = Array.from({ length: count }, (_, index) => ({
  lab: `lab-${index}`,
  region: REGIONS[index % 2] ?? REGIONS[0],
}));

const started = performance.now();
await Promise.all(labs.map((options) => up(options)));
await Promise.all(labs.map((options) => down(options)));
process.stdout.write(String(performance.now() - started));
