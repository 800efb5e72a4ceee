import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, parseFaultRules, startEmulator } from '../index.js';
import type { PaceName } from '../pace.js';
import { type EndpointRecord, LOG_FILE, sweep, writeRecord } from './record.js';

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

/** Runs the endpoint in this process until it is asked to stop; writes its record and its log. */
export async function runEndpoint(
  options: RunOptions,
  onLog: (line: string) => void = () => {},
): Promise<RunningEndpoint> {
  const { dir, port, pace, faultsFile, startedBy } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const log = (line: string) => {
    appendFileSync(join(dir, LOG_FILE), `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    onLog(line);
  };
  const faults =
    faultsFile === undefined ? undefined : parseFaultRules(await readFile(faultsFile, 'utf8'));
  let close = async () => {};
  const emulator = await startEmulator({
    port,
    pace: pace as PaceName,
    faults,
    log,
    onStop: () => void close(),
  });
  const record = toRecord(emulator, { pace, startedBy });
  const { promise: ended, resolve: end } = withResolvers();
  let closing: Promise<void> | undefined;
  close = () => {
    closing ??= (async () => {
      await emulator.close();
      await sweep(dir, record);
      // Ours if nothing else is in it; it may be a folder that somebody chose.
      await rmdir(dir).catch(() => {});
      end();
    })();
    return closing;
  };
  await writeRecord(dir, record);
  return { record, ended, close: () => close() };
}

function toRecord(
  emulator: Emulator,
  { pace, startedBy }: Pick<EndpointRecord, 'pace' | 'startedBy'>,
): EndpointRecord {
  return {
    pid: process.pid,
    endpoint: emulator.endpoint,
    account: emulator.account,
    ...emulator.credentials,
    caFile: emulator.caFile,
    folder: emulator.folder,
    pace,
    startedBy,
  };
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
