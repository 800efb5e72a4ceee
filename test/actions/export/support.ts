import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportFormat } from '../../../src/actions/export/formats.js';
import { exportLab } from '../../../src/actions/index.js';

/** A folder with an export. */
export interface ExportFolder extends Disposable {
  readonly path: string;
  readonly files: readonly string[];
  read(name: string): string;
}

export interface ExportSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly lab?: string;
  readonly functions?: readonly string[];
  readonly public?: boolean;
}

/** Exports a lab into a new folder. */
export async function exportTo(
  format: ExportFormat,
  { env = {}, lab = '', functions = [], ...rest }: ExportSettings = {},
): Promise<ExportFolder> {
  const path = mkdtempSync(join(tmpdir(), 'valkey-lab-export-'));
  const { files } = await exportLab({
    ...{ format, dir: path, lab, functions, region: 'us-east-1', settings: env, ...rest },
  });
  return {
    path,
    files,
    read: (name) => readFileSync(join(path, name), 'utf8'),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

/** What only AWS knows, with example values. */
export const KNOWN = {
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
  address: 'cache.example',
  port: '6379',
  subnets: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'],
  groups: ['sg-0a1b2c3d'],
} as const;

/** The settings of one resource: the operation that creates it, and its input. */
export type Setting = readonly [operation: string, input: Readonly<Record<string, unknown>>];

/** Brings settings into a form in which those of `up` and of an export can be compared. */
export function normalize(settings: readonly Setting[]): unknown[] {
  return settings
    .map(([operation, input]) => [operation, toPlain(input)] as const)
    .map(([operation, input]) => JSON.stringify([operation, input]))
    .sort()
    .map((text) => JSON.parse(text));
}

/** The tags with the time and the caller, which an export does not know. */
const UNKNOWN_TAGS = ['valkey-lab:created', 'valkey-lab:owner'];

function toPlain(value: unknown, key = ''): unknown {
  if (/^tags$/i.test(key)) return toTags(value);
  if (/Document$/.test(key)) return toPlain(typeof value === 'string' ? JSON.parse(value) : value);
  if (Array.isArray(value)) return value.map((member) => toPlain(member)).sort();
  // The AWS CLI knows only words.
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members
      .map(([name, member]) => [name, toPlain(member, name)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function toTags(value: unknown): unknown {
  const list = Array.isArray(value)
    ? value.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value])
    : Object.entries(value ?? {});
  return list.filter(([key]) => !UNKNOWN_TAGS.includes(key)).sort();
}
