import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { toFolderError } from '../errors.js';
import { isWorkingFolderName } from '../working-folder.js';
import { isOwnDirectory } from './directory.js';
import { EndpointError } from './errors.js';
import { readOwnFile } from './own-file.js';
import { REDIRECT_FILE } from './redirect.js';

/**
 * The record that an endpoint's process writes first and last. While the endpoint starts and ends, it has no
 * address.
 */
export interface ProcessRecord {
  /** Marks the file as this program's. */
  readonly program: 'valkey-lab';
  readonly pid: number;
  /** The folder of the endpoint's sockets and functions. Removed later if the endpoint dies without cleaning up. */
  readonly folder: string;
}

/** The file by which the next command finds the endpoint (mode 0600, because it contains the keys). */
export interface EndpointRecord extends ProcessRecord {
  readonly endpoint: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caFile: string;
  readonly pace: string;
  /** Empty without faults. */
  readonly faultsFile: string;
  /** The assumptions that differ from the usual ones, as `id=alternative`. */
  readonly assume: readonly string[];
  /** The port of the first cache; 0 for any. */
  readonly cachePort: number;
  /** Whether the endpoint's keys are kept for the next endpoint of this directory. */
  readonly keepsKeys: boolean;
  /** `command`: the endpoint ends with its last lab. `local start`: it stays until `local stop`. */
  readonly startedBy: 'command' | 'local start';
}

const RECORD_FILE = 'endpoint.json';
export const LOG_FILE = 'endpoint.log';
/** The authority of the caches, at a path that does not change. */
export const CA_FILE = 'ca.pem';

type Rules<T> = Readonly<Record<keyof T, (value: unknown) => boolean>>;

/**
 * Checks the values of a record file: its address gets requests, its texts are printed for a shell, its folder
 * is deleted.
 */
const PROCESS_RULES: Rules<ProcessRecord> = {
  program: (value) => value === 'valkey-lab',
  pid: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  folder: (value) => matches(value, /^\//),
};
const ENDPOINT_RULES: Rules<Omit<EndpointRecord, keyof ProcessRecord>> = {
  endpoint: (value) => matches(value, /^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  account: (value) => matches(value, /^\d{12}$/),
  accessKeyId: (value) => matches(value, /^[A-Z0-9]+$/),
  secretAccessKey: (value) => matches(value, /^[A-Za-z0-9+/=]+$/),
  caFile: (value) => matches(value, /^\//),
  pace: (value) => matches(value, /^[a-z\d.]+$/),
  faultsFile: (value) => typeof value === 'string',
  assume: (value) =>
    Array.isArray(value) && value.every((one) => matches(one, /^[a-z\d-]+=[a-z\d-]+$/)),
  cachePort: (value) => Number.isSafeInteger(value),
  keepsKeys: (value) => typeof value === 'boolean',
  startedBy: (value) => matches(value, /^(command|local start)$/),
};

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/**
 * Reads the record in `dir`, if it exists.
 * @throws EndpointError DIRECTORY_REFUSED; FOREIGN_FILE if the file is not a record. It belongs to someone, so
 * it stays
 */
export function readRecord(dir: string): EndpointRecord | ProcessRecord | undefined {
  if (!isOwnDirectory(dir)) return undefined;
  const text = readOwnFile(join(dir, RECORD_FILE));
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (hasMembers<ProcessRecord>(value, PROCESS_RULES)) {
    if (hasMembers<EndpointRecord>(value, { ...PROCESS_RULES, ...ENDPOINT_RULES })) return value;
    if (Object.keys(value).length === Object.keys(PROCESS_RULES).length) return value;
  }
  throw toForeignFile(dir, RECORD_FILE);
}

/** Returns whether the endpoint of the record has an address. */
export function isReady(record: EndpointRecord | ProcessRecord): record is EndpointRecord {
  return 'endpoint' in record;
}

/** Writes the record in one step: readers never see an incomplete one. */
export function writeRecord(dir: string, record: EndpointRecord | ProcessRecord): void {
  const path = join(dir, RECORD_FILE);
  const draft = join(dir, toDraftName(record));
  try {
    // A killed writer may have left a draft.
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    throw toFolderError(error, path);
  }
}

/**
 * Refuses a directory that already contains files with the endpoint's file names.
 * @throws EndpointError FOREIGN_FILE
 */
export function refuseForeignFiles(dir: string): void {
  for (const name of [RECORD_FILE, LOG_FILE, CA_FILE, REDIRECT_FILE]) {
    if (lstatSync(join(dir, name), { throwIfNoEntry: false })) throw toForeignFile(dir, name);
  }
}

/** Returns whether the record no longer leads to this endpoint: it is gone, or another endpoint's. */
export function isLost(dir: string, { folder }: ProcessRecord): boolean {
  try {
    return readRecord(dir)?.folder !== folder;
  } catch {
    return false;
  }
}

/** Returns whether the record in the directory is this endpoint's. */
export function isRecorded(dir: string, { folder }: ProcessRecord): boolean {
  try {
    return readRecord(dir)?.folder === folder;
  } catch {
    return false;
  }
}

/**
 * Removes the record, log, authority and drafts of an endpoint, and the directory if it is then empty. Leaves another
 * endpoint's files.
 */
export function removeRecord(dir: string, record: ProcessRecord): void {
  if (!isRecorded(dir, record)) return;
  const drafts = readdirSync(dir).filter(isDraftName);
  // The record last: with it, the next command can remove the other files.
  for (const name of [...drafts, LOG_FILE, CA_FILE, REDIRECT_FILE, RECORD_FILE])
    rmSync(join(dir, name), { force: true });
  try {
    rmdirSync(dir);
  } catch {
    // The directory has other files.
  }
}

/** Removes the working folder and the files of an endpoint whose process is gone. */
export async function sweep(dir: string, record: ProcessRecord): Promise<void> {
  if (isWorkingFolder(record.folder)) {
    await rm(record.folder, { recursive: true, force: true, maxRetries: 3 });
  }
  removeRecord(dir, record);
}

/**
 * Protects other folders from a manipulated record: the folder must belong to this user and have an endpoint's
 * folder name.
 */
function isWorkingFolder(path: string): boolean {
  if (!isAbsolute(path) || !isWorkingFolderName(basename(path)) || path.includes('/..')) {
    return false;
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/** Returns the endpoint's name for drafts. No other program would choose it. */
function toDraftName({ folder }: ProcessRecord): string {
  return `${RECORD_FILE}.${basename(folder)}`;
}

function isDraftName(name: string): boolean {
  const start = `${RECORD_FILE}.`;
  return name.startsWith(start) && isWorkingFolderName(name.slice(start.length));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasMembers<T>(value: unknown, rules: Rules<T>): value is T & object {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.entries<(value: unknown) => boolean>(rules).every(([name, isValid]) =>
    isValid(members[name]),
  );
}

function toForeignFile(dir: string, name: string): EndpointError {
  const message = `${join(dir, name)} was not made by this program, and was left alone.`;
  return new EndpointError('FOREIGN_FILE', message);
}
