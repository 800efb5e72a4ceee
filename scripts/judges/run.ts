import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, compareResults } from './compare.js';
import { createCopy } from './copy.js';
import { PROGRAM, startEndpoint } from './endpoint.js';
import type { Command, Judge } from './judge.js';
import { parseResults } from './results.js';

const LIMIT_MS = 30 * 60_000;

export interface RunOptions {
  /** The folder with one checkout for each judge. */
  readonly from: string;
  /** Test files to run instead of all. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

export interface JudgeRun {
  readonly name: string;
  readonly commit: string;
  readonly seconds: number;
  readonly comparison: Comparison;
  /** What `valkey-lab local report` shows after the suite, as text and as data. */
  readonly report: string;
  readonly rows: readonly unknown[];
}

/** Runs a judge against a local endpoint of its own. */
export async function runJudge(judge: Judge, options: RunOptions): Promise<JudgeRun> {
  const { from, files, signal, say } = options;
  const { name, way } = judge;
  say(`${name}: copy the suite and install its packages`);
  const copy = createCopy(judge, from);
  try {
    const endpoint = await startEndpoint();
    try {
      const url = way.kind === 'proxy' ? await endpoint.startProxy(way.port) : undefined;
      const output = join(copy.folder, 'judge-results');
      const chosen = files.length > 0 ? files : judge.files;
      say(`${name}: run ${chosen.join(' ')}`);
      const started = performance.now();
      const env = { ...endpoint.env, JUDGE_OUTPUT: output };
      await execute(judge.toCommand(chosen, { url }), { env, cwd: copy.folder, signal });
      const seconds = Math.round((performance.now() - started) / 1_000);
      if (!existsSync(output)) {
        throw new Error(`${name} ended without results. Its output is above.`);
      }
      const results = parseResults(readFileSync(output, 'utf8'));
      const comparison = compareResults(results, judge.expected, files.length === 0);
      const { rows } = JSON.parse(await endpoint.report('--json'));
      const report = await endpoint.report();
      return { name, commit: judge.origin.commit, seconds, comparison, report, rows };
    } finally {
      await endpoint.close();
    }
  } finally {
    copy.remove();
  }
}

/** Runs a suite as a client of the endpoint. Its own output goes to stderr. Rejects when it takes too long. */
async function execute(
  { program, args, env }: Command,
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<void> {
  const { cwd, signal } = place;
  const child = spawn(
    process.execPath,
    [PROGRAM, 'local', 'run', '--with-lab', '--', program, ...args],
    {
      ...{ cwd, signal, env: { ...place.env, ...env }, timeout: LIMIT_MS },
      stdio: ['ignore', process.stderr, process.stderr],
    },
  );
  await once(child, 'close');
  if (child.killed) {
    throw new Error(`The suite ran for more than ${LIMIT_MS / 60_000} minutes and was ended.`);
  }
}
