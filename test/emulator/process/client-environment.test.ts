import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSystemAuthorities } from '../../../src/emulator/process/ca-bundle.js';
import { createClientEnvironment } from '../../../src/emulator/process/client-environment.js';

const OWN = '-----BEGIN CERTIFICATE-----\nown\n-----END CERTIFICATE-----\n';
const CORPORATE = '-----BEGIN CERTIFICATE-----\ncorporate\n-----END CERTIFICATE-----\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-environment-'));
  writeFileSync(join(folder, 'ca.pem'), OWN);
});
afterEach(() => rmSync(folder, { recursive: true }));

function create(caller: Record<string, string> = {}) {
  const keys = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
  const access = {
    endpoint: 'http://127.0.0.1:4566',
    ...keys,
    caFile: join(folder, 'ca.pem'),
    folder,
  };
  return createClientEnvironment(access, 'eu-central-1', caller);
}

describe('authorities', () => {
  const toTexts = (caller?: Record<string, string>) => {
    const { set } = create(caller);
    const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'AWS_CA_BUNDLE'];
    return names.map((name) => readFileSync(set[name] ?? '', 'utf8'));
  };

  test('are ours for Node.js, which has its own; for others, the system’s and ours', () => {
    const all = `${readSystemAuthorities().trim()}\n${OWN}`;
    expect(toTexts()).toEqual([OWN, all, all]);
    expect(readSystemAuthorities().match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(20);
  });

  test('of the caller stay', () => {
    const file = join(folder, 'corporate.pem');
    writeFileSync(file, CORPORATE);
    const caller = { NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: file, AWS_CA_BUNDLE: file };
    const both = `${CORPORATE}${OWN}`;
    expect(toTexts(caller)).toEqual([both, both, both]);
  });

  test('do not grow when one environment is made from another, and a missing file counts as none', () => {
    const { set } = create();
    expect(create({ ...set }).set).toEqual(set);
    expect(create({ SSL_CERT_FILE: join(folder, 'missing') }).set).toEqual(set);
  });
});

test('AWS’s configuration files are empty files of this user, and keep what a client writes', () => {
  const { AWS_CONFIG_FILE: file = '', AWS_SHARED_CREDENTIALS_FILE: other = '' } = create().set;
  for (const path of [file, other]) {
    expect(readFileSync(path, 'utf8')).toBe('');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
  writeFileSync(file, '[default]\noutput = json\n');
  create();
  expect(readFileSync(file, 'utf8')).toContain('json');
});

test('addresses of this machine are reached without a proxy', () => {
  const own = '127.0.0.1,localhost';
  const toLists = (caller: Record<string, string>) => {
    const { set } = create(caller);
    return [set['NO_PROXY'], set['no_proxy']];
  };
  expect(toLists({})).toEqual([own, own]);
  expect(toLists({ NO_PROXY: 'corp, localhost' })).toEqual(
    Array(2).fill('corp,localhost,127.0.0.1'),
  );
  expect(toLists({ no_proxy: '*' })).toEqual([own, '*']);
});

test('variables that lead elsewhere are unset, those of a service too', () => {
  const { unset } = create({
    AWS_ENDPOINT_URL_S3: 'http://s3',
    AWS_BEARER_TOKEN_BEDROCK: 'secret',
  });
  expect(unset).toEqual(
    expect.arrayContaining([
      ...['AWS_PROFILE', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
      ...['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_ENDPOINT_URL_S3', 'AWS_BEARER_TOKEN_BEDROCK'],
    ]),
  );
});

test('a folder that cannot be used is named', () => {
  rmSync(join(folder, 'client'), { recursive: true, force: true });
  writeFileSync(join(folder, 'client'), '');
  expect(() => create()).toThrow(`${join(folder, 'client')} cannot be used`);
  rmSync(join(folder, 'client'));
  mkdirSync(join(folder, 'client'));
});
