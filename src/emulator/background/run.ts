import { appendFileSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, parseFaultRules, startEmulator } from '../index.js';
import type { PaceName } from '../pace.js';
import {
  type EndpointRecord,
  isLost,
  LOG_FILE,
  removeFiles,
  removeRecord,
  writeRecord,
} from './record.js';

/** How an endpoint is to run. */
export interface RunOptions {
  /** Its directory: record and log. */
  readonly dir: string;
  readonly port: number;
  readonly pace: string;
  readonly faultsFile: string | undefined;
  readonly startedBy: EndpointRecord['startedBy'];
}

/** An endpoint that runs in this process. */
export interface RunningEndpoint {
  readonly record: EndpointRecord;
  /** Settles when it has ended, by request or by `close`, and has removed its files. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Runs the endpoint in this process until it is asked to stop; writes its record and its log. Nobody
 * else may be starting one in this directory.
 */
export async function runEndpoint(
  options: RunOptions,
  onLog: (line: string) => void = () => {},
): Promise<RunningEndpoint> {
  const { dir, port, pace, faultsFile } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const life = createLife();
  const log = (line: string) => {
    // While it ends the directory may already be another's.
    if (!life.isEnding()) writeLog(dir, line);
    onLog(line);
  };
  let emulator: Emulator | undefined;
  try {
    const faults =
      faultsFile === undefined ? undefined : parseFaultRules(await readFile(faultsFile, 'utf8'));
    const onStop = () => void life.end();
    emulator = await startEmulator({ port, pace: pace as PaceName, faults, log, onStop });
    const record = toRecord(emulator, options);
    writeRecord(dir, record);
    live(life, { dir, record, emulator });
    return { record, ended: life.ended, close: life.end };
  } catch (error) {
    await emulator?.close();
    removeFiles(dir);
    throw error;
  }
}

/** Ends when it is asked to, and when it is lost: whoever deletes or replaces the record could not stop it. */
function live(
  life: Life,
  { dir, record, emulator }: { dir: string; record: EndpointRecord; emulator: Emulator },
): void {
  const watch = setInterval(() => {
    if (isLost(dir, record)) void life.end();
  }, LOOK_EVERY_MS).unref();
  life.onEnd(async () => {
    clearInterval(watch);
    removeRecord(dir, record); // first: nobody is to find one that is on its way out
    await emulator.close();
  });
}

function writeLog(dir: string, line: string): void {
  try {
    const text = `${new Date().toISOString()} ${line}\n`;
    appendFileSync(join(dir, LOG_FILE), text, { mode: 0o600 });
  } catch {
    // A full disk or a deleted directory is no reason to end.
  }
}

interface Life {
  readonly ended: Promise<void>;
  isEnding(): boolean;
  onEnd(close: () => Promise<void>): void;
  end(): Promise<void>;
}

/** Ends once, however often it is asked to. */
function createLife(): Life {
  let close = async () => {};
  let ending: Promise<void> | undefined;
  let settle = () => {};
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    ended,
    isEnding: () => ending !== undefined,
    onEnd(run) {
      close = run;
    },
    end() {
      ending ??= close().then(settle);
      return ending;
    },
  };
}

function toRecord(
  emulator: Emulator,
  { pace, startedBy, faultsFile = '' }: RunOptions,
): EndpointRecord {
  return {
    pid: process.pid,
    endpoint: emulator.endpoint,
    account: emulator.account,
    ...emulator.credentials,
    caFile: emulator.caFile,
    folder: emulator.folder,
    pace,
    faultsFile,
    startedBy,
  };
}
