import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCachePort } from './bench/cache-port.mjs';
import { measureCalls } from './bench/calls.mjs';
import { measureClient } from './bench/client.mjs';
import { toComparison } from './bench/compare.mjs';
import { measureEndpoint } from './bench/endpoint.mjs';
import { measureFunction } from './bench/function.mjs';
import { measureGrowth } from './bench/growth.mjs';
import { measureLab } from './bench/lab.mjs';
import { measureLoad } from './bench/load.mjs';
import { measurePace } from './bench/pace.mjs';
import { toPage } from './bench/page.mjs';
import { measureSoak } from './bench/soak.mjs';
import { measureStartUp } from './bench/start-up.mjs';
import { measureStatus } from './bench/status.mjs';
import { summarize, toTable } from './bench/summary.mjs';
import { measureTokens } from './bench/tokens.mjs';
import { createWorkspace } from './bench/workspace.mjs';

const USAGE = `Usage: npm run bench -- [--runs 3] [--json FILE] [--compare FILE] [--save] [--minutes 20] [name …]
Measures the built program (npm run build) and prints goals and medians. --compare: what got slower since
that JSON; --save: writes docs/PERFORMANCE.md and docs/performance.json, with names only their rows; --minutes:
of the soak, which runs only by its name.`;

/**
 * A benchmark is one round: it gets a workspace and returns measurements (`bench/summary.mjs` says what they
 * are). Rounds of all take turns, so that a busy minute of the machine hits all of them; slow ones have one.
 */
const BENCHMARKS = {
  'start-up': { measure: measureStartUp },
  lab: { measure: measureLab },
  status: { measure: measureStatus },
  function: { measure: measureFunction },
  endpoint: { measure: measureEndpoint },
  'cache-port': { measure: measureCachePort },
  tokens: { measure: measureTokens },
  calls: { measure: measureCalls, once: true },
  client: { measure: measureClient, once: true },
  load: { measure: measureLoad, once: true },
  growth: { measure: measureGrowth, once: true },
  pace: { measure: measurePace, once: true },
  soak: { measure: measureSoak, once: true, onlyByName: true },
};

const DOCS = join(import.meta.dirname, '..', 'docs');
// The clients that measure are not what is measured.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

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
    const before = options.compare && JSON.parse(readFileSync(options.compare, 'utf8'));
    const report = toReport(options, summarize(await measureAll(options, workspace)));
    const machine = `Node ${process.version}, ${availableParallelism()} processors`;
    process.stdout.write(`${toTable(report.results)}\n\n${machine}, ${options.runs} runs\n`);
    if (before) process.stdout.write(`\n${toComparison(before, report)}\n`);
    if (options.json) writeJson(options.json, report);
    if (options.save) save(options.isPart ? addTo(readSaved(), report) : report);
    return 0;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return stop.signal.aborted ? 130 : 1;
  } finally {
    await workspace.close();
  }
}

async function measureAll({ runs, names, minutes }, workspace) {
  const measurements = [];
  for (let run = 1; run <= runs; run++) {
    for (const name of names) {
      const { measure, once } = BENCHMARKS[name];
      if (once && run > 1) continue;
      process.stderr.write(`${name} ${run}/${runs}\n`);
      measurements.push(...(await measure(workspace, { minutes })));
    }
  }
  return measurements;
}

function toReport({ runs }, results) {
  const { version: node, platform, arch } = process;
  const system = { model: cpus()[0]?.model.trim(), memoryGb: Math.round(totalmem() / 1024 ** 3) };
  const machine = { node, platform, arch, processors: availableParallelism(), ...system };
  return { date: new Date().toISOString(), machine, runs, results };
}

function save(report) {
  writeJson(join(DOCS, 'performance.json'), report);
  writeFileSync(join(DOCS, 'PERFORMANCE.md'), toPage(report));
}

function readSaved() {
  return JSON.parse(readFileSync(join(DOCS, 'performance.json'), 'utf8'));
}

/** The saved report with these rows instead of its own of the same names; its date and machine stay. */
function addTo(saved, { results }) {
  const names = new Set(results.map(({ name }) => name));
  return {
    ...saved,
    results: [...saved.results.filter(({ name }) => !names.has(name)), ...results],
  };
}

function writeJson(file, report) {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** The options, or why they are wrong. */
function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        runs: { type: 'string', default: '3' },
        json: { type: 'string' },
        compare: { type: 'string' },
        save: { type: 'boolean', default: false },
        minutes: { type: 'string', default: '20' },
      },
      allowPositionals: true,
    });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) return `--runs is "${values.runs}".\n${USAGE}`;
    const minutes = Number(values.minutes);
    if (!Number.isInteger(minutes) || minutes < 1) {
      return `--minutes is "${values.minutes}".\n${USAGE}`;
    }
    const unknown = positionals.find((name) => !Object.hasOwn(BENCHMARKS, name));
    if (unknown) return `There is no benchmark "${unknown}".\n${USAGE}`;
    const usual = Object.keys(BENCHMARKS).filter((name) => !BENCHMARKS[name].onlyByName);
    const isPart = positionals.length > 0;
    return { ...values, runs, minutes, isPart, names: isPart ? positionals : usual };
  } catch (error) {
    return `${error.message}\n${USAGE}`;
  }
}
