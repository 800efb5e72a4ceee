import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EndpointRecord,
  isLost,
  readRecord,
  removeRecord,
  sweep,
  writeRecord,
} from '../../../src/emulator/background/record.js';

let parent: string;
let dir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'record-test-'));
  dir = join(parent, 'state');
  mkdirSync(dir);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function toRecord(changes: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    pid: 1234,
    endpoint: 'http://127.0.0.1:4566',
    account: '123456789012',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    caFile: '/tmp/valkey-lab-Aa1Bb2/ca.pem',
    folder: '/tmp/valkey-lab-Aa1Bb2',
    pace: '0.5',
    faultsFile: '',
    startedBy: 'command',
    ...changes,
  };
}

describe('record of an endpoint', () => {
  test('is read as it was written, and for its owner only', () => {
    writeRecord(dir, toRecord());

    expect(readRecord(dir)).toEqual(toRecord());
    expect(readdirSync(dir)).toEqual(['endpoint.json']);
    expect(statSync(join(dir, 'endpoint.json')).mode & 0o777).toBe(0o600);
  });

  test('is missing where there is none', () => {
    expect(readRecord(dir)).toBe('missing');
    expect(readRecord(join(dir, 'nowhere'))).toBe('missing');
  });

  test.each([
    ['pid', 0],
    ['pid', -1],
    ['pid', '7'],
    ['endpoint', 'http://169.254.169.254'],
    ['endpoint', 'http://127.0.0.1:80@example.com'],
    ['accessKeyId', 'A$(id)'],
    ['secretAccessKey', 'a b;id'],
    ['folder', 'relative'],
    ['startedBy', 'nobody'],
    ['pace', undefined],
  ])('with %s %j is unreadable', (name, value) => {
    writeRecord(dir, toRecord({ [name]: value }));

    expect(readRecord(dir)).toBe('unreadable');
  });

  test('that is gone or of another endpoint has lost its endpoint', () => {
    const record = toRecord();
    expect(isLost(dir, record)).toBe(true);
    writeRecord(dir, record);
    expect(isLost(dir, record)).toBe(false);
    writeRecord(dir, { ...record, startedBy: 'local start' });
    expect(isLost(dir, record)).toBe(false);
    writeRecord(dir, toRecord({ accessKeyId: 'AKIAOTHER' }));
    expect(isLost(dir, record)).toBe(true);
  });

  test('is removed with its log, drafts and directory, but not when it is of another endpoint', () => {
    for (const name of ['endpoint.log', 'endpoint.json.99']) writeFileSync(join(dir, name), '');
    writeRecord(dir, toRecord());

    removeRecord(dir, toRecord({ accessKeyId: 'AKIAOTHER' }));
    expect(readdirSync(dir)).toHaveLength(3);

    removeRecord(dir, toRecord());
    expect(existsSync(dir)).toBe(false);
  });

  test('in a directory with files of somebody else is removed alone', () => {
    writeFileSync(join(dir, 'notes'), '');
    writeRecord(dir, toRecord());

    removeRecord(dir, toRecord());

    expect(readdirSync(dir)).toEqual(['notes']);
  });
});

describe('sweep', () => {
  const made: string[] = [];
  const makeTemp = (prefix: string) => {
    const folder = mkdtempSync(join(tmpdir(), prefix));
    made.push(folder);
    return folder;
  };
  const own = () => makeTemp('valkey-lab-');
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  test('removes the working folder that the record names', async () => {
    const folder = own();
    mkdirSync(join(folder, 'cache'));
    writeRecord(dir, toRecord({ folder }));

    await sweep(dir);

    expect(existsSync(folder)).toBe(false);
    expect(existsSync(dir)).toBe(false);
  });

  test.each([
    ['somewhere else', () => join(parent, 'valkey-lab-Aa1Bb2')],
    ['of another name', () => makeTemp('record-test-')],
    ['of a longer name', () => makeTemp('valkey-lab-more-')],
    ['inside one of ours', () => join(own(), 'inside')],
    ['above, by dots', () => `${own()}/../${parent.split('/').at(-1)}`],
  ])('leaves a folder that is %s alone', async (_where, toFolder) => {
    const folder = toFolder();
    mkdirSync(folder, { recursive: true });
    writeRecord(dir, toRecord({ folder }));

    await sweep(dir);

    expect(existsSync(folder)).toBe(true);
    expect(readRecord(dir)).toBe('missing');
  });

  test('leaves what a link of that name points to alone', async () => {
    const precious = join(parent, 'precious');
    mkdirSync(precious);
    const link = join(tmpdir(), 'valkey-lab-LinkAa');
    symlinkSync(precious, link);
    writeRecord(dir, toRecord({ folder: link }));

    await sweep(dir);

    expect(existsSync(precious)).toBe(true);
    rmSync(link);
  });
});
