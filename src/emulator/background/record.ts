import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** What the endpoint leaves in its directory so that the next command finds it (mode 0600: it has the keys). */
export interface EndpointRecord {
  readonly pid: number;
  readonly endpoint: string;
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caFile: string;
  /** Where the endpoint keeps its sockets and functions; swept when it died without cleaning up. */
  readonly folder: string;
  readonly pace: string;
  /** Empty without faults. */
  readonly faultsFile: string;
  /** Started by a command on its way, or by `local start`: the former ends with its last lab. */
  readonly startedBy: 'command' | 'local start';
}

const RECORD_FILE = 'endpoint.json';
export const LOG_FILE = 'endpoint.log';

/** A record is only a file: what is in it is sent requests, printed for a shell, and deleted. */
const RULES: Readonly<Record<keyof EndpointRecord, (value: unknown) => boolean>> = {
  pid: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  endpoint: (value) => matches(value, /^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  account: (value) => matches(value, /^\d{12}$/),
  accessKeyId: (value) => matches(value, /^[A-Z0-9]+$/),
  secretAccessKey: (value) => matches(value, /^[A-Za-z0-9+/=]+$/),
  caFile: (value) => matches(value, /^\//),
  folder: (value) => matches(value, /^\//),
  pace: (value) => matches(value, /^[a-z\d.]+$/),
  faultsFile: (value) => typeof value === 'string',
  startedBy: (value) => matches(value, /^(command|local start)$/),
};

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** The record in `dir`; `missing` when there is no file, `unreadable` when it is not a record. */
export function readRecord(dir: string): EndpointRecord | 'missing' | 'unreadable' {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dir, RECORD_FILE), 'utf8'));
    return isRecord(value) ? value : 'unreadable';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
}

function isRecord(value: unknown): value is EndpointRecord {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.entries(RULES).every(([name, isValid]) => isValid(members[name]));
}

/** Writes the record in one step: nobody reads half of one. */
export function writeRecord(dir: string, record: EndpointRecord): void {
  const path = join(dir, RECORD_FILE);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** Whether this endpoint can no longer be found by its directory: the record is gone, or another's. */
export function isLost(dir: string, { accessKeyId }: EndpointRecord): boolean {
  const now = readRecord(dir);
  return now === 'missing' || (now !== 'unreadable' && now.accessKeyId !== accessKeyId);
}

/** Removes the endpoint's record and log, and the directory if nothing else is in it; not another endpoint's. */
export function removeRecord(dir: string, record: EndpointRecord): void {
  if (!isLost(dir, record)) removeFiles(dir);
}

/** Removes what an endpoint that is gone has left: its files, and its working folder if that is one of ours. */
export async function sweep(dir: string, record = readRecord(dir)): Promise<void> {
  if (record === 'missing') return;
  if (record !== 'unreadable' && (await isWorkingFolder(record.folder))) {
    await rm(record.folder, { recursive: true, force: true });
  }
  removeFiles(dir);
}

/** The record, drafts of it, and the log. Then the directory, which may be one that somebody chose. */
export function removeFiles(dir: string): void {
  try {
    const names = readdirSync(dir);
    const ours = names.filter((name) => name === LOG_FILE || name.startsWith(RECORD_FILE));
    for (const name of ours) rmSync(join(dir, name), { force: true });
    rmdirSync(dir);
  } catch {
    // Gone already, or something else is in it.
  }
}

/** A record must not make us delete just any folder: only one that `openWorkingFolder` makes. */
async function isWorkingFolder(path: string): Promise<boolean> {
  const folder = resolve(path);
  if (dirname(folder) !== resolve(tmpdir())) return false;
  if (!/^valkey-lab-[A-Za-z0-9]{6}$/.test(basename(folder))) return false;
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true;
}
