import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ConfigOptions, loadConfig } from '../../../src/session/config.js';

const NETWORK = {
  VALKEY_LAB_SUBNET_IDS: 'subnet-0a1b2c3d',
  VALKEY_LAB_SECURITY_GROUP_IDS: 'sg-0a1b2c3d',
};

const load = (env: Record<string, string> = {}, flags: ConfigOptions = {}) =>
  loadConfig({ flags, env, cwd: '/nonexistent' });

test('a lab is in a VPC by default, with the settings of the tutorial', () => {
  expect(load(NETWORK)).toMatchObject({
    ...{ topology: 'vpc', accessEngine: 'redis', accessString: 'on ~* +@all' },
    ...{ subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'], notes: [] },
  });
});

test.each<[Record<string, string>, ConfigOptions, string]>([
  [{}, { public: true }, 'public'],
  [{ VALKEY_LAB_PUBLIC: 'true' }, {}, 'public'],
  [{ VALKEY_LAB_PUBLIC: 'false' }, { public: true }, 'public'],
  [{ VALKEY_LAB_PUBLIC: 'true' }, { public: false }, 'vpc'],
  [{ VALKEY_LAB_PUBLIC: '' }, {}, 'vpc'],
])('with %j and the options %j, a lab is %s', (env, flags, topology) => {
  expect(load(env, flags).topology).toBe(topology);
});

test('a public lab has one user with the engine Valkey and the smallest access string', () => {
  expect(load({}, { public: true })).toMatchObject({
    accessEngine: 'valkey',
    accessString: 'on ~uuid -@all +set +get +multi +exec',
  });
  const given = { VALKEY_LAB_ACCESS_STRING: 'on ~orders:* +@read' };
  expect(load(given, { public: true }).accessString).toBe('on ~orders:* +@read');
});

test('a public lab refuses only Redis', () => {
  const engine = (name: string) => load({ VALKEY_LAB_ACCESS_ENGINE: name }, { public: true });
  expect(() => engine('redis')).toThrow(/VALKEY_LAB_ACCESS_ENGINE names the engine Redis/);
  expect(engine('valkey').accessEngine).toBe('valkey');
});

test('a public lab ignores a network from the environment or a file, with a note', () => {
  const folder = mkdtempSync(join(tmpdir(), 'topology-'));
  try {
    writeFileSync(join(folder, '.env'), 'VALKEY_LAB_CACHE_SUBNET_IDS=subnet-0a1b2c3d\n');
    const config = loadConfig({ flags: { public: true }, env: NETWORK, cwd: folder });
    expect(config).toMatchObject({ subnetIds: [], cacheSubnetIds: [], securityGroupIds: [] });
    expect(config.notes).toEqual([
      'A public lab has no VPC: VALKEY_LAB_SUBNET_IDS, VALKEY_LAB_CACHE_SUBNET_IDS, VALKEY_LAB_SECURITY_GROUP_IDS are ignored.',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a public lab refuses a network that a program gives as an option', () => {
  const given = { flags: { public: true }, env: NETWORK, settings: NETWORK, cwd: '/nonexistent' };
  expect(() => loadConfig(given)).toThrow(
    /VALKEY_LAB_SUBNET_IDS is set, but a public lab has no VPC/,
  );
});
