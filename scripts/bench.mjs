import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCachePort } from './bench/cache-port.mjs';
import { measureEndpoint } from './bench/endpoint.mjs';
import { measureLab } from './bench/lab.mjs';
import { measureStartUp } from './bench/start-up.mjs';
import { summarize, toTable } from './bench/summary.mjs';
import { measureTokens } from './bench/tokens.mjs';
import { createWorkspace } from './bench/workspace.mjs';

const USAGE = `Usage: npm run bench -- [--runs 5] [--json FILE] [name …]
Measures the built program (npm run build) and prints goals and medians.`;

/**
 * A benchmark is one round: it gets a workspace and returns measurements, `{ name, unit, value, below }`
 * each. Rounds of all take turns, so that a busy minute of the machine hits all of them.
 */
const BENCHMARKS = {
  'start-up': measureStartUp,
  lab: measureLab,
  endpoint: measureEndpoint,
  'cache-port': measureCachePort,
  tokens: measureTokens,
};

process.exitCode = await main();

async function main() {
  const options = readOptions();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stop.abort(new Error(`Ended by ${signal}.`)));
  }
  const workspace = createWorkspace({ signal: stop.signal });
  try {
    const lines = summarize(await measure(options, workspace));
    const machine = `Node ${process.version}, ${availableParallelism()} processors`;
    process.stdout.write(`${toTable(lines)}\n\n${machine}, ${options.runs} runs\n`);
    if (options.json) writeReport(options, lines);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return stop.signal.aborted ? 130 : 1;
  } finally {
    await workspace.close();
  }
}

async function measure({ runs, names }, workspace) {
  const measurements = [];
  for (let run = 1; run <= runs; run++) {
    for (const name of names) {
      process.stderr.write(`${name} ${run}/${runs}\n`);
      measurements.push(...(await BENCHMARKS[name](workspace)));
    }
  }
  return measurements;
}

function writeReport({ json, runs }, lines) {
  const { version: node, platform, arch } = process;
  const machine = { node, platform, arch, processors: availableParallelism() };
  const report = { date: new Date().toISOString(), machine, runs, results: lines };
  writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
}

/** The options, or why they are wrong. */
function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: { runs: { type: 'string', default: '5' }, json: { type: 'string' } },
      allowPositionals: true,
    });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) return `--runs is "${values.runs}".\n${USAGE}`;
    const unknown = positionals.find((name) => !Object.hasOwn(BENCHMARKS, name));
    if (unknown) return `There is no benchmark "${unknown}".\n${USAGE}`;
    const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
    return { runs, names, json: values.json };
  } catch (error) {
    return `${error.message}\n${USAGE}`;
  }
}
