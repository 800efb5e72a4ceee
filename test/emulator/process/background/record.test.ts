import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDirectory } from '../../../../src/emulator/process/background/directory.js';
import {
  type EndpointRecord,
  isLost,
  readRecord,
  removeRecord,
  sweep,
  writeRecord,
} from '../../../../src/emulator/process/background/record.js';

let parent: string;
let dir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'record-test-'));
  dir = join(parent, 'state');
  mkdirSync(dir, { mode: 0o700 });
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function toRecord(changes: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    program: 'valkey-lab',
    pid: 1234,
    endpoint: 'http://127.0.0.1:4566',
    account: '123456789012',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    caFile: '/tmp/valkey-lab-0123456789ab/ca.pem',
    folder: '/tmp/valkey-lab-0123456789ab',
    pace: '0.5',
    faultsFile: '',
    cachePort: 0,
    keepsKeys: false,
    assume: [],
    startedBy: 'command',
    ...changes,
  };
}

describe('the record of an endpoint', () => {
  test('is read as it was written, and only its owner can read it', () => {
    writeRecord(dir, toRecord());

    expect(readRecord(dir)).toEqual(toRecord());
    expect(readdirSync(dir)).toEqual(['endpoint.json']);
    expect(statSync(join(dir, 'endpoint.json')).mode & 0o777).toBe(0o600);
  });

  test('is undefined if there is no file', () => {
    expect(readRecord(dir)).toBeUndefined();
    expect(readRecord(join(dir, 'nowhere'))).toBeUndefined();
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
    ['program', 'other'],
  ])('with %s %j is not taken for a record', (name, value) => {
    const text = JSON.stringify(toRecord({ [name]: value }));
    writeFileSync(join(dir, 'endpoint.json'), text, { mode: 0o600 });

    expect(() => readRecord(dir)).toThrow('was not made by this program');
    expect(readFileSync(join(dir, 'endpoint.json'), 'utf8')).toBe(text);
  });

  test('no longer leads to its endpoint if it is gone or another endpoint’s', () => {
    const record = toRecord();
    expect(isLost(dir, record)).toBe(true);
    writeRecord(dir, record);
    expect(isLost(dir, record)).toBe(false);
    writeRecord(dir, { ...record, startedBy: 'local start' });
    expect(isLost(dir, record)).toBe(false);
    writeRecord(dir, toRecord({ folder: '/tmp/valkey-lab-ba9876543210' }));
    expect(isLost(dir, record)).toBe(true);
  });

  test('is removed with its log, drafts and directory, unless it is another endpoint’s', () => {
    const draft = 'endpoint.json.valkey-lab-0123456789ab';
    for (const name of ['endpoint.log', draft]) writeFileSync(join(dir, name), '');
    writeFileSync(join(dir, 'endpoint.json.valkey-lab-aaaaaaaaaaaa'), 'of one that was killed');
    writeRecord(dir, toRecord());

    removeRecord(dir, toRecord({ folder: '/tmp/valkey-lab-ba9876543210' }));
    expect(readdirSync(dir)).toHaveLength(3);

    removeRecord(dir, toRecord());
    expect(existsSync(dir)).toBe(false);
  });

  test('is removed alone from a directory with foreign files', () => {
    const theirs = ['endpoint.json.1', 'endpoint.json.bak', 'endpoint.log.1', 'notes'];
    for (const name of theirs) writeFileSync(join(dir, name), '');
    writeRecord(dir, toRecord());

    removeRecord(dir, toRecord());

    expect(readdirSync(dir).sort()).toEqual(theirs);
  });
});

describe('sweep', () => {
  const makeFolder = (name: string) => {
    const folder = join(parent, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const own = () => makeFolder('valkey-lab-0123456789ab');

  test('removes the working folder that the record names, wherever it is', async () => {
    const folder = own();
    mkdirSync(join(folder, 'cache'));
    const record = toRecord({ folder });
    writeRecord(dir, record);

    await sweep(dir, record);

    expect(existsSync(folder)).toBe(false);
    expect(existsSync(dir)).toBe(false);
  });

  test.each([
    ['of another name', () => makeFolder('record-test')],
    ['of an older name', () => makeFolder('valkey-lab-Aa1Bb2')],
    ['of a longer name', () => makeFolder('valkey-lab-0123456789abc')],
    ['inside one of ours', () => join(own(), 'inside')],
    ['above, by dots', () => `${own()}/../../${basename(parent)}`],
    ['reached by dots', () => `${own()}/../valkey-lab-0123456789ab`],
  ])('leaves a folder that is %s alone', async (_where, toFolder) => {
    const folder = toFolder();
    mkdirSync(folder, { recursive: true });
    const record = toRecord({ folder });
    writeRecord(dir, record);

    await sweep(dir, record);

    expect(existsSync(folder)).toBe(true);
    expect(readRecord(dir)).toBeUndefined();
  });

  test('leaves the target of a link alone', async () => {
    const precious = join(parent, 'precious');
    mkdirSync(precious);
    const link = join(parent, 'valkey-lab-0123456789ab');
    symlinkSync(precious, link);
    const record = toRecord({ folder: link });
    writeRecord(dir, record);

    await sweep(dir, record);

    expect(existsSync(precious)).toBe(true);
  });
});

describe('the directory of the endpoint', () => {
  test.each([0o777, 0o750, 0o701])(
    'with mode %o is refused, for reading and for writing',
    (mode) => {
      chmodSync(dir, mode);

      expect(() => readRecord(dir)).toThrow('other users of this machine may use it');
      expect(() => makeDirectory(dir)).toThrow('other users of this machine may use it');
    },
  );

  test('is refused if it is a link or a file', () => {
    symlinkSync(dir, join(parent, 'link'));
    writeFileSync(join(parent, 'file'), '');

    expect(() => readRecord(join(parent, 'link'))).toThrow('it is a symbolic link');
    expect(() => readRecord(join(parent, 'file'))).toThrow('it is not a folder');
  });

  test('is created for this user only', () => {
    const fresh = join(parent, 'a', 'b');

    makeDirectory(fresh);

    expect(statSync(fresh).mode & 0o777).toBe(0o700);
  });

  test('does not read a record behind a link', () => {
    writeRecord(dir, toRecord());
    const other = join(parent, 'other');
    mkdirSync(other, { mode: 0o700 });
    symlinkSync(join(dir, 'endpoint.json'), join(other, 'endpoint.json'));

    expect(() => readRecord(other)).toThrow('was not made by this program');
  });
});
