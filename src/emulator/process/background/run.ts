import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFaultRules } from '../../http/faults/rules.js';
import { parseChoices, toChoices } from '../../state/assumptions/choices.js';
import type { PaceName } from '../../state/pace.js';
import { type Emulator, startEmulator } from '../emulator.js';
import { createLogFile, limitLines } from '../log-lines.js';
import { makeDirectory } from './directory.js';
import { keepKeys, readKeptKeys } from './kept-keys.js';
import {
  CA_FILE,
  type EndpointRecord,
  isLost,
  isReady,
  isRecorded,
  LOG_FILE,
  type ProcessRecord,
  readRecord,
  refuseForeignFiles,
  removeRecord,
  writeRecord,
} from './record.js';

/** How an endpoint runs. */
export interface RunOptions {
  /** The directory of record and log. */
  readonly dir: string;
  readonly port: number;
  /** The port of the first cache; 0 for any. */
  readonly cachePort: number;
  /** Keeps the random keys for the next endpoint of this directory, and uses keys that were kept. */
  readonly keepsKeys: boolean;
  readonly pace: string;
  readonly faultsFile: string | undefined;
  /** `id=alternative` texts. */
  readonly assume: readonly string[];
  readonly startedBy: EndpointRecord['startedBy'];
}

/** An endpoint that runs in this process. */
export interface RunningEndpoint {
  /** Settles when the endpoint has ended and has removed its files. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Runs the endpoint in this process until it is asked to stop. Writes record and log. The caller holds the lock
 * of the directory.
 */
export async function runEndpoint(
  options: RunOptions & { readonly folder: string },
  onLog: (line: string) => void = () => {},
): Promise<RunningEndpoint> {
  const { dir, port, cachePort, keepsKeys, pace, faultsFile, folder } = options;
  makeDirectory(dir);
  refuseForeignFiles(dir);
  const ownRecord: ProcessRecord = { program: 'valkey-lab', pid: process.pid, folder };
  // Written before the folder exists: if this process is killed from here on, the next command finds
  // everything.
  writeRecord(dir, ownRecord);
  let emulator: Emulator | undefined;
  try {
    const logFile = createLogFile(join(dir, LOG_FILE));
    const log = limitLines((line) => {
      logFile.write(line);
      onLog(line);
    });
    const faults =
      faultsFile === undefined
        ? undefined
        : parseFaultRules(await readFile(faultsFile, 'utf8'), faultsFile);
    const life = createLife();
    const onStop = () => void life.end();
    const assume = parseChoices(options.assume);
    const onPlayed = (changed: Pick<EndpointRecord, 'pace' | 'assume'>) =>
      rewriteRecord(dir, folder, changed);
    const played = { pace: pace as PaceName, faults, assume, onPlayed };
    const kept = keepsKeys ? readKeptKeys(dir) : undefined;
    const ports = { port, cachePort, credentials: kept };
    const logs = { log, logWelcome: logFile.write };
    emulator = await startEmulator({ ...ports, ...played, ...logs, onStop, folder });
    if (keepsKeys && !kept) keepKeys(dir, emulator.credentials);
    await copyFile(emulator.caFile, join(dir, CA_FILE));
    const record = { ...ownRecord, ...toAddress(emulator, options) };
    writeRecord(dir, record);
    live(life, { dir, record, emulator });
    void life.ended.then(() => logFile.close());
    return { ended: life.ended, close: life.end };
  } catch (error) {
    await emulator?.close();
    removeRecord(dir, ownRecord);
    throw error;
  }
}

/**
 * Ends the endpoint on request, and when its record is deleted or replaced: after that, no command could stop
 * it.
 */
function live(
  life: Life,
  { dir, record, emulator }: { dir: string; record: EndpointRecord; emulator: Emulator },
): void {
  const watch = setInterval(() => {
    if (isLost(dir, record)) void life.end();
  }, LOOK_EVERY_MS).unref();
  life.onEnd(async () => {
    clearInterval(watch);
    hideAddress(dir, record);
    await emulator.close();
    removeRecord(dir, record);
  });
}

/** Keeps the record true after a change in the console. The next command reads it. */
function rewriteRecord(
  dir: string,
  folder: string,
  changed: Pick<EndpointRecord, 'pace' | 'assume'>,
): void {
  try {
    const record = readRecord(dir);
    if (record?.folder === folder && isReady(record)) writeRecord(dir, { ...record, ...changed });
  } catch {
    // The disk may be full. `local status` asks the endpoint itself.
  }
}

/** Removes the address from the record while the endpoint ends. The rest stays, in case the process is killed. */
function hideAddress(dir: string, { program, pid, folder }: EndpointRecord): void {
  try {
    const record = { program, pid, folder };
    if (isRecorded(dir, record)) writeRecord(dir, record);
  } catch {
    // The disk may be full. The endpoint ends anyway and then removes the record.
  }
}

interface Life {
  readonly ended: Promise<void>;
  onEnd(close: () => Promise<void>): void;
  end(): Promise<void>;
}

/** Ends once, even if it is asked several times. */
function createLife(): Life {
  let close = async () => {};
  let ending: Promise<void> | undefined;
  let settle = () => {};
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    ended,
    onEnd(run) {
      close = run;
    },
    end() {
      ending ??= close().then(settle);
      return ending;
    },
  };
}

function toAddress(
  emulator: Emulator,
  { dir, pace, startedBy, assume, faultsFile = '', cachePort, keepsKeys }: RunOptions,
): Omit<EndpointRecord, keyof ProcessRecord> {
  return {
    endpoint: emulator.endpoint,
    account: emulator.account,
    ...emulator.credentials,
    caFile: join(dir, CA_FILE),
    pace,
    faultsFile,
    assume: toChoices(parseChoices(assume)),
    ...{ cachePort, keepsKeys, startedBy },
  };
}
