import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findConfiguredEndpoints } from '../../src/aws/configured-endpoints.js';

const CONFIG = `
[profile work]
endpoint_url = http://127.0.0.1:4566
services = mine

[profile quiet]
endpoint_url = http://127.0.0.1:4566
ignore_configured_endpoint_urls = true

[services mine]
elasticache =
  endpoint_url = http://127.0.0.1:5000
`;
const OF_WORK = [
  { address: 'http://127.0.0.1:4566', source: 'endpoint_url of profile work' },
  { address: 'http://127.0.0.1:5000', source: 'elasticache.endpoint_url of profile work' },
];
const ADDRESS = 'http://localhost:1';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  writeFileSync(join(folder, 'config'), CONFIG);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('a profile has an address for all services, and one for a service', async () => {
  expect(await findConfiguredEndpoints('work', {})).toEqual(OF_WORK);
  expect(await findConfiguredEndpoints(undefined, {})).toEqual([]);
});

test('a variable for all services takes precedence over the profile', async () => {
  const ofAll = { address: ADDRESS, source: 'AWS_ENDPOINT_URL' };
  expect(await findConfiguredEndpoints('work', { AWS_ENDPOINT_URL: ADDRESS })).toEqual([ofAll]);
  const ofOne = { address: ADDRESS, source: 'AWS_ENDPOINT_URL_STS' };
  expect(await findConfiguredEndpoints('work', { AWS_ENDPOINT_URL_STS: ADDRESS })).toEqual([
    ofOne,
    ...OF_WORK,
  ]);
});

test('the SDK can be told to ignore all of them', async () => {
  const env = { AWS_ENDPOINT_URL: ADDRESS, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  expect(await findConfiguredEndpoints('work', env)).toEqual([]);
  expect(await findConfiguredEndpoints('quiet', {})).toEqual([]);
});
