import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClientEnvironment, toClientEnvironment } from '../session/client-environment.js';
import { type ConsoleAddress, openLocalConsole } from '../session/local-console.js';
import { type CompatibilityRow, readLocalReport } from '../session/local-report.js';
import type { Run } from '../session/run.js';
import {
  findLocal,
  type LocalOptions,
  runLocal,
  startLocal,
  stopLocal,
} from '../session/target.js';
import type { Action } from './action.js';

/** The state of the local endpoint, without its keys. Fields are null if no endpoint runs. */
export interface LocalStatusResult {
  readonly running: boolean;
  readonly endpoint: string | null;
  readonly pid: number | null;
  readonly account: string | null;
  readonly pace: string | null;
  /** The assumptions that differ from the usual ones, as `id=alternative`. */
  readonly assume: readonly string[] | null;
  readonly caFile: string | null;
  /** The program that answers for all caches, whatever version they ask for: `valkey-server 8.0`. */
  readonly server: string | null;
  readonly startedBy: 'command' | 'local start' | null;
  readonly empty: boolean | null;
  readonly uptimeMs: number | null;
}

export interface LocalStartOptions extends LocalOptions {
  /** Runs the endpoint in this process until `signal` ends it. Called when the endpoint is ready. */
  readonly onReady?: ((result: LocalStatusResult) => void) | undefined;
}

export interface LocalStartResult extends LocalStatusResult {
  /** False if the endpoint was already running. */
  readonly isNew: boolean;
}

type Endpoint = NonNullable<Awaited<ReturnType<typeof findLocal>>>;
type Known = Pick<Endpoint, 'record'> & { status: Omit<Endpoint['status'], 'pid'> };

const openRun = (run: Run) => run;

/** Starts the endpoint in the background. With `onReady`, runs it in this process instead. */
async function start(run: Run, options: LocalStartOptions): Promise<LocalStartResult> {
  if (options.onReady) return runHere(run, options, options.onReady);
  const endpoint = await startLocal(run.config, { ...options, startedBy: 'local start' });
  return { ...toFacts(endpoint), isNew: endpoint.isNew };
}

async function runHere(
  { config, signal, note }: Run,
  options: LocalOptions,
  onReady: (result: LocalStatusResult) => void,
): Promise<LocalStartResult> {
  const { record, ended } = await runLocal(config, options, { signal, onLog: note });
  const facts = toFacts({ record, status: { empty: true, uptimeMs: 0 } });
  onReady(facts);
  await ended;
  return { ...facts, isNew: true };
}

/** Stops the endpoint, even if it contains resources. */
async function stop({ config }: Run): Promise<{ readonly stopped: boolean }> {
  return { stopped: await stopLocal(config) };
}

export interface LocalStatusOptions {
  /** Shows the endpoint's log as a note. */
  readonly withLog?: boolean | undefined;
}

/** Returns whether and where the endpoint runs. */
async function look(
  { config, note }: Run,
  options: LocalStatusOptions,
): Promise<LocalStatusResult> {
  const endpoint = await findLocal(config);
  if (endpoint && options.withLog) {
    note(await readFile(join(config.localDir, 'endpoint.log'), 'utf8').catch(() => ''));
  }
  return toFacts(endpoint);
}

export interface LocalReportOptions {
  /** Empties the report afterwards. */
  readonly reset?: boolean | undefined;
}

export interface LocalReportResult {
  /** Sorted by client, problem, command and rule. */
  readonly rows: readonly CompatibilityRow[];
}

/** Returns what the clients of the endpoint's caches did that serverless caches refuse or treat differently. */
async function report(
  { config }: Run,
  { reset = false }: LocalReportOptions,
): Promise<LocalReportResult> {
  return { rows: await readLocalReport(config, reset) };
}

export interface LocalConsoleOptions {
  /** Writes a file that leads a browser to the page. */
  readonly withRedirect?: boolean | undefined;
}

/** Returns the address of the console of the running endpoint. */
function openConsole(
  { config }: Run,
  { withRedirect = false }: LocalConsoleOptions,
): Promise<ConsoleAddress> {
  return openLocalConsole(config, withRedirect);
}

/** Returns the variables, keys included, for programs that use the endpoint. Starts an endpoint if none runs. */
async function toEnvironment({ config }: Run, options: LocalOptions): Promise<ClientEnvironment> {
  const { record } = await startLocal(config, { ...options, startedBy: 'command' });
  return toClientEnvironment(config, record);
}

function toFacts(found: Known | undefined): LocalStatusResult {
  const { record, status } = found ?? {};
  return {
    running: found !== undefined,
    endpoint: record?.endpoint ?? null,
    pid: record?.pid ?? null,
    account: record?.account ?? null,
    pace: record?.pace ?? null,
    assume: record?.assume ?? null,
    caFile: record?.caFile ?? null,
    server: status?.server ?? null,
    startedBy: record?.startedBy ?? null,
    empty: status?.empty ?? null,
    uptimeMs: status?.uptimeMs ?? null,
  };
}

export const localStart: Action<Run, LocalStartOptions, LocalStartResult> = {
  open: openRun,
  act: start,
  isUnlimited: ({ onReady }) => onReady !== undefined,
};
export const localStop: Action<Run, object, { readonly stopped: boolean }> = {
  open: openRun,
  act: stop,
};
export const localStatus: Action<Run, LocalStatusOptions, LocalStatusResult> = {
  open: openRun,
  act: look,
};
export const localReport: Action<Run, LocalReportOptions, LocalReportResult> = {
  open: openRun,
  act: report,
};
export const localConsole: Action<Run, LocalConsoleOptions, ConsoleAddress> = {
  open: openRun,
  act: openConsole,
};
export const localEnvironment: Action<Run, LocalOptions, ClientEnvironment> = {
  open: openRun,
  act: toEnvironment,
};
