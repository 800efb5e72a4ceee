import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toCloneLines } from './judges/checkout.js';
import { renderRun } from './judges/render.js';
import { type JudgeRun, runJudge } from './judges/run.js';
import { bullmq } from './judges/suites/bullmq.js';
import { ioredis } from './judges/suites/ioredis.js';
import { rateLimiterFlexible } from './judges/suites/rate-limiter-flexible.js';
import { redisPy } from './judges/suites/redis-py.js';

/** `npm run judges` runs the test-suites of other projects on ours (docs/JUDGES.md). */
const USAGE = `Usage: npm run judges -- --from DIR [--files PATTERN]… [--strict] [--json FILE] [NAME …]
       npm run judges -- --clone-commands DIR
Runs the test-suites of other projects on the built program. DIR has a checkout for each judge; --clone-commands prints
the shell commands that make them. --files, once for each pattern, runs these test files only, and needs one NAME.
A failure that the list of a judge does not have fails the run. With --strict, a listed test that passes or does not
exist fails it, too.`;

const JUDGES = [bullmq, rateLimiterFlexible, ioredis, redisPy];

const say = (text: string) => process.stderr.write(`${text}\n`);
try {
  process.exitCode = await main(readOptions());
} catch (error) {
  say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exitCode = 2;
}

async function main({ from, cloneTo, files, isStrict, json, judges }: Options): Promise<number> {
  if (cloneTo !== undefined) {
    for (const { name, origin } of judges) {
      process.stdout.write(`${toCloneLines(name, origin, cloneTo)}\n`);
    }
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort(new Error(`The run was interrupted by ${signal}.`)));
  }
  const runs: JudgeRun[] = [];
  let isFailed = false;
  for (const judge of judges) {
    if (stop.signal.aborted) break;
    try {
      const run = await runJudge(judge, { from, files, say, signal: stop.signal });
      runs.push(run);
      process.stdout.write(`${renderRun(run)}\n`);
      const { newFailures, nowPassing, notRun } = run.comparison;
      isFailed ||= newFailures.length > 0;
      isFailed ||= isStrict && nowPassing.length + notRun.length > 0;
    } catch (error) {
      // The other judges still run.
      say(`${judge.name}: ${error instanceof Error ? error.message : error}`);
      isFailed = true;
    }
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(runs, null, 2)}\n`);
  if (stop.signal.aborted) return 130;
  return isFailed ? 1 : 0;
}

interface Options {
  readonly from: string;
  /** The folder for `--clone-commands`. */
  readonly cloneTo: string | undefined;
  readonly files: readonly string[];
  readonly isStrict: boolean;
  readonly json: string | undefined;
  readonly judges: typeof JUDGES;
}

/** Returns the options. Throws an error that says which is wrong. */
function readOptions(): Options {
  const { values, positionals: names } = parseArgs({
    options: {
      from: { type: 'string' },
      'clone-commands': { type: 'string' },
      files: { type: 'string', multiple: true, default: [] },
      strict: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { from, files, strict: isStrict, json, 'clone-commands': cloneTo } = values;
  const known = JUDGES.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) {
    throw new Error(`There is no judge "${unknown}". The judges are ${known.join(', ')}.`);
  }
  if (from === undefined && cloneTo === undefined) throw new Error('--from DIR is missing.');
  if (files.length > 0 && names.length !== 1) throw new Error('--files needs one NAME.');
  const judges = JUDGES.filter(({ name }) => names.length === 0 || names.includes(name));
  const absolute = { from: resolve(from ?? '.'), cloneTo: cloneTo && resolve(cloneTo) };
  return { ...absolute, files, isStrict, json, judges };
}
