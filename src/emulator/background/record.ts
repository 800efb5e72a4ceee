import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';

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
  /** Started by a command on its way, or by `local start`: the former ends with its last lab. */
  readonly startedBy: 'command' | 'local start';
}

export const RECORD_FILE = 'endpoint.json';
export const LOG_FILE = 'endpoint.log';

/** The record in `dir`, or undefined when there is none that can be read. */
export async function readRecord(dir: string): Promise<EndpointRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, RECORD_FILE), 'utf8')) as EndpointRecord;
  } catch {
    return undefined;
  }
}

/** Writes the record in one step: nobody reads half of one. */
export async function writeRecord(dir: string, record: EndpointRecord): Promise<void> {
  const path = join(dir, RECORD_FILE);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** Removes what an endpoint left in `dir`, and its working folder if that is one of ours. */
export async function sweep(dir: string, record: EndpointRecord | undefined): Promise<void> {
  if (record && isWorkingFolder(record.folder)) {
    await rm(record.folder, { recursive: true, force: true });
  }
  await rm(join(dir, RECORD_FILE), { force: true });
  await rm(join(dir, LOG_FILE), { force: true });
}

/** A record is only a file: it must not make us delete just any folder. */
function isWorkingFolder(folder: string): boolean {
  return resolve(folder).startsWith(`${resolve(tmpdir())}${sep}valkey-lab-`);
}
