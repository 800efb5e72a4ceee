import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadProxyAgents } from '../../src/aws/clients.js';
import { findProxy } from '../../src/aws/find-proxy.js';

const VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

function find(target: string, env: Record<string, string>) {
  for (const name of VARIABLES.flatMap((one) => [one, one.toLowerCase()])) {
    vi.stubEnv(name, env[name]);
  }
  return findProxy(new URL(target));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

const IAM = 'https://iam.amazonaws.com';
const HTTPS_PROXY = 'http://proxy.example.com:3128';

test('without a proxy variable, no agent is loaded', async () => {
  expect(await loadProxyAgents({ NO_PROXY: '*', ALL_PROXY: HTTPS_PROXY })).toBeUndefined();
  expect(await loadProxyAgents({ https_proxy: HTTPS_PROXY })).toBeDefined();
});

describe('the proxy of a target', () => {
  test.each([
    [IAM, { HTTPS_PROXY }, 'HTTPS_PROXY'],
    [IAM, { https_proxy: HTTPS_PROXY, HTTPS_PROXY: 'http://other' }, 'https_proxy'],
    [IAM, { HTTP_PROXY: HTTPS_PROXY }, undefined],
    ['http://iam.example.com', { HTTP_PROXY: HTTPS_PROXY }, 'HTTP_PROXY'],
    [IAM, { ALL_PROXY: HTTPS_PROXY }, undefined],
    [IAM, { HTTPS_PROXY, NO_PROXY: 'iam.amazonaws.com' }, undefined],
    [IAM, { HTTPS_PROXY, no_proxy: 'example.com,.amazonaws.com' }, undefined],
    [IAM, { HTTPS_PROXY, NO_PROXY: '*' }, undefined],
    [IAM, { HTTPS_PROXY, NO_PROXY: 'iam.amazonaws.com:8443' }, 'HTTPS_PROXY'],
    ['https://127.0.0.1:4566', { HTTPS_PROXY }, undefined],
    ['https://127.1.2.3', { HTTPS_PROXY }, undefined],
    ['https://localhost:4566', { HTTPS_PROXY }, undefined],
    ['https://iam.localhost', { HTTPS_PROXY }, undefined],
    ['http://[::1]:4566', { HTTP_PROXY: HTTPS_PROXY }, undefined],
    ['https://localhost.example.com', { HTTPS_PROXY }, 'HTTPS_PROXY'],
  ])('of %s with %o comes from %s', (target, env, variable) => {
    expect(find(target, env)?.variable).toBe(variable);
  });

  test.each([
    ['proxy.example.com:3128', 'http://proxy.example.com:3128', undefined],
    ['https://proxy.example.com', 'https://proxy.example.com', undefined],
    ['http://jane:p%40ss@proxy:8080/', 'http://proxy:8080', 'jane:p@ss'],
    ['http://jane@proxy', 'http://proxy', 'jane:'],
  ])('%s has the origin %s and the login %s', (value, origin, login) => {
    const proxy = find(IAM, { HTTPS_PROXY: value });
    const [, encoded] = proxy?.authorization?.split(' ') ?? [];
    expect(proxy?.origin).toBe(origin);
    expect(encoded && Buffer.from(encoded, 'base64').toString()).toBe(login);
  });

  test.each(['socks5://secret@proxy', 'http://', 'http://jane:100%@proxy'])(
    '%s is refused without being shown',
    (value) => {
      expect(() => find(IAM, { HTTPS_PROXY: value })).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.stringMatching(/^(?!.*(secret|100|socks)).*HTTPS_PROXY/),
        }),
      );
    },
  );
});
