import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCachePort } from './bench/cache-port.js';
import { measureDevelop } from './bench/develop.js';
import { measureEndpoint } from './bench/endpoint.js';
import { measureLoad } from './bench/load.js';
import { measurePace } from './bench/pace.js';
import { renderPage, renderTable } from './bench/page.js';
import { measureLab, measureProgramMemory, measureStartUp } from './bench/program.js';
import { measureProxy } from './bench/proxy.js';
import { measurePython } from './bench/python.js';
import { compare, type Measurement, type Report, type Row, summarize } from './bench/report.js';
import { measureSoak } from './bench/soak.js';
import { measureTokens } from './bench/tokens.js';
import { createWorkspace, type Workspace } from './bench/workspace.js';

const USAGE = `Usage: npm run bench -- [--runs 3] [--minutes 20] [--json FILE] [--compare FILE] [--save] [name …]
Measures the built program (npm run build first) and prints goals and medians.
--compare shows what got slower since that JSON file. --save writes docs/PERFORMANCE.md and docs/performance.json;
with names, it replaces only the rows of those benchmarks. --minutes sets the length of the soak, which runs only
when it is named.`;

interface Benchmark {
  readonly measure: (workspace: Workspace, options: Options) => Promise<Measurement[]>;
  /** Set for a slow benchmark, which runs in the first round only. */
  readonly once?: boolean;
  readonly onlyByName?: boolean;
}

/** Each benchmark measures one round. Rounds alternate between benchmarks, to spread a busy minute over all of them. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'start-up': { measure: measureStartUp },
  lab: { measure: measureLab },
  memory: { measure: measureProgramMemory },
  endpoint: { measure: measureEndpoint },
  'cache-port': { measure: measureCachePort },
  proxy: { measure: measureProxy },
  develop: { measure: measureDevelop },
  python: { measure: measurePython },
  tokens: { measure: measureTokens },
  load: { measure: measureLoad, once: true },
  pace: { measure: measurePace, once: true },
  soak: { measure: measureSoak, once: true, onlyByName: true },
};

interface Options {
  readonly runs: number;
  readonly minutes: number;
  readonly json: string | undefined;
  readonly compare: string | undefined;
  readonly save: boolean;
  /** The benchmarks to run; empty for all except those with `onlyByName`. */
  readonly names: readonly string[];
}

const DOCS = join(import.meta.dirname, '..', 'docs');
// The SDK's warning about Node 20 would appear between the results.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stop.abort(new Error(`The benchmark was interrupted by ${signal}.`)));
  }
  const workspace = createWorkspace({ signal: stop.signal });
  try {
    const before = options.compare && readReport(options.compare);
    const report = createReport(options, summarize(await measureAll(options, workspace)));
    const { node, processors } = report.machine;
    process.stdout.write(`${renderTable(report.results)}\n\n`);
    process.stdout.write(`Node ${node}, ${processors} processors, ${options.runs} runs\n`);
    if (before) process.stdout.write(`\n${compare(before, report)}\n`);
    if (options.json) writeReport(options.json, report);
    if (options.save) save(options, report);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return stop.signal.aborted ? 130 : 1;
  } finally {
    await workspace.close();
  }
}

async function measureAll(options: Options, workspace: Workspace): Promise<Measurement[]> {
  const { runs, names } = options;
  const chosen = Object.entries(BENCHMARKS).filter(([name, { onlyByName }]) =>
    names.length > 0 ? names.includes(name) : !onlyByName,
  );
  const measurements: Measurement[] = [];
  for (let run = 1; run <= runs; run++) {
    for (const [name, { measure, once }] of chosen) {
      if (once && run > 1) continue;
      process.stderr.write(`${name} ${run}/${runs}\n`);
      measurements.push(...(await measure(workspace, options)));
    }
  }
  return measurements;
}

function createReport({ runs }: Options, results: readonly Row[]): Report {
  const { version: node, platform, arch } = process;
  const system = { model: cpus()[0]?.model.trim(), memoryGb: Math.round(totalmem() / 1024 ** 3) };
  const machine = { node, platform, arch, processors: availableParallelism(), ...system };
  return { date: new Date().toISOString(), machine, runs, results };
}

/** Writes the page and its JSON. With names, replaces the rows of those benchmarks and keeps the others. */
function save({ names }: Options, report: Report): void {
  const file = join(DOCS, 'performance.json');
  const old = names.length > 0 ? readReport(file).results : [];
  const fresh = new Map(report.results.map((row) => [row.name, row]));
  const kept = old.map((row) => fresh.get(row.name) ?? row);
  const known = new Set(kept.map(({ name }) => name));
  const added = report.results.filter(({ name }) => !known.has(name));
  const whole = { ...report, results: [...kept, ...added] };
  writeReport(file, whole);
  writeFileSync(join(DOCS, 'PERFORMANCE.md'), renderPage(whole));
}

function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** Returns the options. Throws an error that says which is wrong. */
function readOptions(): Options {
  const { values, positionals: names } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      minutes: { type: 'string', default: '20' },
      json: { type: 'string' },
      compare: { type: 'string' },
      save: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const toNumber = (option: 'runs' | 'minutes') => {
    if (/^[1-9]\d*$/.test(values[option])) return Number(values[option]);
    throw new Error(`--${option} must be a whole number of at least 1, not "${values[option]}".`);
  };
  const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown) throw new Error(`There is no benchmark "${unknown}".`);
  const { json, compare: old, save: isSaved } = values;
  const [runs, minutes] = [toNumber('runs'), toNumber('minutes')];
  return { runs, minutes, json, compare: old, save: isSaved, names };
}
