import { type CacheDataPlane, createCachePort } from '../cache/index.js';
import { CONSOLE_PATH, type Console, createActivity, createConsole } from '../console/index.js';
import { createFunctionRunner } from '../functions/index.js';
import { createCallers } from '../http/admin.js';
import { createHistory } from '../http/assumed/history.js';
import { type CallHook, type CallRecord, createCallLog } from '../http/calls.js';
import { checkAssume, createPlayed } from '../http/played.js';
import { type EmulatorServer, startServer } from '../http/server.js';
import { services } from '../services/index.js';
import { createAccount } from '../state/account.js';
import type { Assume } from '../state/assumptions/choices.js';
import { isCensusEmpty, takeCensus } from '../state/census.js';
import { type Clock, createClock } from '../state/clock.js';
import type { CompatibilityRow } from '../state/compatibility.js';
import { createAccessKey } from '../state/credentials.js';
import type { FaultRules } from '../state/faults.js';
import type { PaceName } from '../state/pace.js';
import type { FunctionRunner } from '../state/ports.js';
import { type AwsState, createAwsState } from '../state/state.js';
import { toFolderError } from './errors.js';
import { toLogLine } from './log-lines.js';
import { refuseUnusablePort } from './usable-port.js';
import { openWorkingFolder, type WorkingFolder } from './working-folder.js';

export interface EmulatorOptions {
  /** Port on 127.0.0.1. Default: 0, any free port. */
  readonly port?: number | undefined;
  /** Port of the first cache on 127.0.0.1. Default: 0, any free port, as for all other caches. */
  readonly cachePort?: number | undefined;
  /** The administrator's keys. Default: random. */
  readonly credentials?: Emulator['credentials'] | undefined;
  /** The duration of AWS's changes. Default: `instant`. */
  readonly pace?: PaceName | undefined;
  readonly clock?: Clock | undefined;
  readonly faults?: FaultRules | undefined;
  /** How AWS behaves where documents do not say, such as `{ 'new-tags': 'late' }`. Default: what is assumed. */
  readonly assume?: Assume | undefined;
  /** Called before and after each call takes effect, before its answer. May drop the connection. */
  readonly onCall?: CallHook | undefined;
  /** Receives one log line at a time, without secrets. */
  readonly log?: ((line: string) => void) | undefined;
  /** Receives a line for each login that a cache has accepted. */
  readonly logWelcome?: ((line: string) => void) | undefined;
  /** Called after the console has changed pace or assumptions. */
  readonly onPlayed?: ((played: { pace: string; assume: readonly string[] }) => void) | undefined;
  /** Called after a signed stop request (`/_valkey-lab/stop`) is answered. */
  readonly onStop?: (() => void) | undefined;
  /** Path of the working folder, which must not exist yet. Default: a new folder in the system's temp folder. */
  readonly folder?: string | undefined;
}

/** A running AWS endpoint on this machine. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly port: number;
  readonly account: string;
  /** The administrator's keys. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Path of the certificate authority of the caches (PEM). */
  readonly caFile: string;
  readonly folder: string;
  readonly clock: Clock;
  /** The resources of the account, for tests. */
  readonly state: AwsState;
  /** The latest calls, oldest first. */
  calls(): readonly CallRecord[];
  /** What clients did that serverless caches refuse or treat differently, since the start or the last reset. */
  compatibility(): CompatibilityRow[];
  /** Empties the report of `compatibility`. */
  resetCompatibility(): void;
  /** Replaces the fault rules and sets their counters to zero. Throws EmulatorError FAULTS_INVALID. */
  setFaults(rules: FaultRules): void;
  /** Returns the address of the console, with a code that works once within 60 s. */
  openConsole(): { readonly url: string; readonly expiresInMs: number };
  /** Moves the clock forward by `ms`. */
  advance(ms: number): void;
  /** Returns whether callers have no resources left in any region. */
  isEmpty(): boolean;
  /** Ends functions, caches and server, and removes the folder. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts the endpoint. Throws EmulatorError (port, pace, faults, assumptions), and ValkeyServerMissingError
 * without `valkey-server`.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { clock = createClock(), pace: paceName = 'instant', assume = {} } = options;
  const log = (line: string): void => options.log?.(toLogLine(line));
  checkAssume(assume);
  const account = createAccount();
  const aws = createAwsState(account.id, assume);
  const played = createPlayed(aws, {
    ...{ clock, pace: paceName, faults: options.faults ?? { rules: [] } },
    onFaults: (rules) => parts.cachePort?.setFaults(rules),
  });
  const { pace, faults } = played;
  const credentials = options.credentials ?? createAccessKey('AKIA');
  aws.credentials.set(credentials.accessKeyId, {
    ...credentials,
    principal: { kind: 'administrator' },
  });
  const calls = createCallLog();
  const activity = createActivity();
  // The first cache opens the port later. An error there would be AWS's, and would not name the option.
  await refuseUnusablePort(options.cachePort ?? 0);
  const startedAtMs = Date.now();
  const parts: Parts = { folder: await openWorkingFolder(options.folder) };
  const isEmpty = () => isCensusEmpty(takeCensus(aws, clock));
  const endpoint = () => parts.server?.endpoint ?? '';
  try {
    const folder = parts.folder.path;
    const cachePort = await createCachePort({
      ...{ aws, account, clock, folder, log },
      logWelcome: (line) => options.logWelcome?.(toLogLine(line)),
      onLogin: activity.addLogin,
      port: options.cachePort,
      onFault: ({ kind: fault, at: operation, cache }) => {
        const strike = { service: 'cache', operation, status: 0, atMs: clock.now(), fault };
        calls.add(strike);
        activity.addStrike(strike, cache);
      },
    });
    parts.cachePort = cachePort;
    cachePort.setFaults(played.rules);
    const { caFile, report: compatibility } = cachePort;
    const functions = createFunctionRunner({
      ...{ aws, account, clock, pace, folder, caFile, log, endpoint },
      onInvocation: activity.addInvocation,
    });
    parts.functions = functions;
    const status = () => ({
      pid: process.pid,
      account: account.id,
      endpoint: endpoint(),
      caFile,
      pace: played.paceName,
      assume: played.choices(),
      server: cachePort.server,
      uptimeMs: Date.now() - startedAtMs,
      empty: isEmpty(),
      counts: { ...takeCensus(aws, clock), calls: calls.size },
    });
    const report = (reset: boolean) => {
      const rows = compatibility.rows();
      if (reset) compatibility.clear();
      return { rows };
    };
    const stop = options.onStop ?? (() => {});
    const console = createConsole({
      ...{ aws, account, clock, activity, played, endpoint, log },
      report: () => compatibility.rows(),
      resetReport: () => compatibility.clear(),
      onChange: () => options.onPlayed?.({ pace: played.paceName, assume: played.choices() }),
    });
    parts.console = console;
    const { setPace } = played;
    const openConsole = console.createAddress;
    const admin = {
      ...{ status, isEmpty, stop, setPace, report, openConsole },
      callers: createCallers(),
    };
    const backend = { services, aws, account, clock, pace, cachePort, functions };
    const { onCall } = options;
    const hooks = { onCall, onRecord: activity.addCall };
    const server = await startServer(
      { ...backend, faults, calls, history: createHistory(), ...hooks, admin, log },
      options.port,
      { path: CONSOLE_PATH, answer: console.answer },
    );
    parts.server = server;
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= closeParts(parts);
      return closing;
    };
    return {
      endpoint: server.endpoint,
      port: server.port,
      account: account.id,
      credentials,
      caFile,
      folder,
      clock,
      state: aws,
      calls: () => calls.list(),
      compatibility: () => compatibility.rows(),
      resetCompatibility: () => compatibility.clear(),
      setFaults: played.setFaults,
      openConsole,
      advance: (ms) => clock.advance(ms),
      isEmpty,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await closeParts(parts);
    throw toFolderError(error, parts.folder.path);
  }
}

/** The parts that have started so far. */
interface Parts {
  readonly folder: WorkingFolder;
  cachePort?: CacheDataPlane;
  functions?: FunctionRunner;
  console?: Console;
  server?: EmulatorServer;
}

/** Stops accepting requests, then stops processes, then removes files. */
async function closeParts(parts: Parts): Promise<void> {
  const { console, server, functions, cachePort, folder } = parts;
  console?.close();
  await server?.close();
  await functions?.closeAll();
  await cachePort?.closeAll();
  await folder.remove();
}
