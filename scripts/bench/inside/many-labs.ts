declare const DIST: string;

/**
 * `many-labs.mjs COUNT`: makes so many labs at once, each in the account of the environment, then removes
 * them at once. Prints what that took.
 */
const { up, down }: typeof import('../../../src/index.js') = await import(
  `${DIST}/index.js`
);
const count = Number(process.argv[2]);
/** A region has 40 caches at most. */
const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const labs = Array.from({ length: count }, (_, index) => ({
  lab: `lab-${index}`,
  region: REGIONS[index % 2] ?? REGIONS[0],
}));

const started = performance.now();
await Promise.all(labs.map((options) => up(options)));
await Promise.all(labs.map((options) => down(options)));
process.stdout.write(String(performance.now() - started));
