import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { toFolderError } from '../errors.js';
import { isWorkingFolderName } from '../working-folder.js';
import { isOwnDirectory } from './directory.js';
import { EndpointError } from './errors.js';

/** What a process of an endpoint leaves first and last: without an address, while it starts and while it ends. */
export interface ProcessRecord {
  /** Says that the file is this program's. */
  readonly program: 'valkey-lab';
  readonly pid: number;
  /** Where the endpoint keeps its sockets and functions; swept when it died without cleaning up. */
  readonly folder: string;
}

/** What the endpoint leaves in its directory so that the next command finds it (mode 0600: it has the keys). */
export interface EndpointRecord extends ProcessRecord {
  readonly endpoint: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caFile: string;
  readonly pace: string;
  /** Empty without faults. */
  readonly faultsFile: string;
  /** Started by a command on its way, or by `local start`: the former ends with its last lab. */
  readonly startedBy: 'command' | 'local start';
}

const RECORD_FILE = 'endpoint.json';
export const LOG_FILE = 'endpoint.log';

type Rules<T> = Readonly<Record<keyof T, (value: unknown) => boolean>>;

/** A record is only a file: what is in it is sent requests, printed for a shell, and deleted. */
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
  startedBy: (value) => matches(value, /^(command|local start)$/),
};

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/**
 * The record in `dir`, if there is one.
 * @throws EndpointError DIRECTORY_REFUSED; FOREIGN_FILE when the file is not a record: it is somebody's, and stays
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

/** Whether the endpoint of the record has an address yet, or still. */
export function isReady(record: EndpointRecord | ProcessRecord): record is EndpointRecord {
  return 'endpoint' in record;
}

/** Writes the record in one step: nobody reads half of one. */
export function writeRecord(dir: string, record: EndpointRecord | ProcessRecord): void {
  const path = join(dir, RECORD_FILE);
  const draft = join(dir, toDraftName(record));
  try {
    // Left by a writer that was killed.
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    throw toFolderError(error, path);
  }
}

/**
 * Refuses a directory in which files have the endpoint's names already: they are not its own.
 * @throws EndpointError FOREIGN_FILE
 */
export function refuseForeignFiles(dir: string): void {
  for (const name of [RECORD_FILE, LOG_FILE]) {
    if (lstatSync(join(dir, name), { throwIfNoEntry: false })) throw toForeignFile(dir, name);
  }
}

/** Whether this endpoint can no longer be found by its directory: the record is gone, or another's. */
export function isLost(dir: string, { folder }: ProcessRecord): boolean {
  try {
    return readRecord(dir)?.folder !== folder;
  } catch {
    return false;
  }
}

/** Whether the record in the directory is this endpoint's. */
export function isRecorded(dir: string, { folder }: ProcessRecord): boolean {
  try {
    return readRecord(dir)?.folder === folder;
  } catch {
    return false;
  }
}

/** Removes an endpoint's record, log and drafts, and the directory if nothing else is in it; not another endpoint's. */
export function removeRecord(dir: string, record: ProcessRecord): void {
  if (!isRecorded(dir, record)) return;
  const drafts = readdirSync(dir).filter(isDraftName);
  // The record last: while it is there, the next command can remove the rest.
  for (const name of [...drafts, LOG_FILE, RECORD_FILE]) rmSync(join(dir, name), { force: true });
  try {
    rmdirSync(dir);
  } catch {
    // Something else is in it.
  }
}

/** Removes what the endpoint of this record has left, whose process is gone: its working folder and its files. */
export async function sweep(dir: string, record: ProcessRecord): Promise<void> {
  if (isWorkingFolder(record.folder)) {
    await rm(record.folder, { recursive: true, force: true, maxRetries: 3 });
  }
  removeRecord(dir, record);
}

/** A record must not make us delete just any folder: only one of this user, with the name that an endpoint gives. */
function isWorkingFolder(path: string): boolean {
  if (!isAbsolute(path) || !isWorkingFolderName(basename(path)) || path.includes('/..')) {
    return false;
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/** Each endpoint has one name for its drafts, which nobody else would give to a file. */
function toDraftName({ folder }: ProcessRecord): string {
  return `${RECORD_FILE}.${basename(folder)}`;
}

function isDraftName(name: string): boolean {
  const start = `${RECORD_FILE}.`;
  return name.startsWith(start) && isWorkingFolderName(name.slice(start.length));
}

function readOwnFile(path: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return '';
  }
  try {
    const found = fstatSync(fd);
    const isOwn = found.isFile() && found.uid === process.getuid?.();
    return isOwn ? readFileSync(fd, 'utf8') : '';
  } finally {
    closeSync(fd);
  }
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
