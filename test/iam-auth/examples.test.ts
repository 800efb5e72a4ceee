import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ClientLab,
  PUBLIC,
  PUBLIC_USER,
  REGION,
  startClientLab,
  USER,
} from '../clients/support.js';
import { glide } from '../support/glide.js';

const PAGE = readFileSync('docs/IAM-AUTH.md', 'utf8');

/** The page's programs by file name, which their first lines contain. */
const examples = new Map(
  [...PAGE.matchAll(/^```js\n\/\/ (\S+\.mjs)\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);

/** The expected output of the services. */
const OUTPUT: Record<string, RegExp> = {
  'ioredis-service.mjs': /^hello from ioredis\n$/,
  'bullmq-service.mjs': /^hello, BullMQ\n$/,
  'iovalkey-service.mjs': /^hello from iovalkey\n$/,
  'node-redis-service.mjs': /^hello from node-redis\n$/,
  'node-redis-pool.mjs': /^hello from a pool\n$/,
  'glide-service.mjs': /^hello from valkey-glide\n$/,
  'token.mjs': /^true IamAuthTokenProvider \{[^}]*token: '\[redacted\]'\s*\}\n\+PONG\n$/,
};

/** Invokes a handler twice, as one Lambda environment does. */
const INVOKE = `
const { handler } = await import(process.argv[1]);
console.log(await handler({}), await handler({}));
process.exit();
`;

test('all examples of docs/IAM-AUTH.md run in this file', () => {
  const functions = [...examples.keys()].filter((name) => name.endsWith('-function.mjs'));
  expect([...examples.keys()].sort()).toEqual([...Object.keys(OUTPUT), ...functions].sort());
  expect(functions).toHaveLength(4);
  expect(PAGE.match(/^```js$/gm)).toHaveLength(examples.size);
});

describe.each([
  { where: 'in a VPC', user: USER, changes: {} },
  { where: 'with a public endpoint', user: PUBLIC_USER, changes: PUBLIC },
])('the examples of docs/IAM-AUTH.md, with a cache $where', ({ user, changes }) => {
  let lab: ClientLab;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    lab = await startClientLab({}, changes);
    // Inside the package, to import the built package by its name.
    folder = mkdtempSync(join(process.cwd(), 'dist', 'examples-'));
    const { accessKeyId, secretAccessKey } = lab.emulator.credentials;
    env = {
      ...{ PATH: process.env['PATH'] ?? '', HOME: folder },
      ...{ AWS_REGION: REGION, AWS_ACCESS_KEY_ID: accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey, CACHE_NAME: 'cache-01', CACHE_USER: user },
      ...{ CACHE_ENDPOINT: lab.host, CACHE_PORT: String(lab.port) },
      ...{ NODE_EXTRA_CA_CERTS: lab.caFile, SSL_CERT_FILE: lab.caFile },
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await lab[Symbol.asyncDispose]();
  });

  async function run(name: string, change: { args?: string[]; env?: Record<string, string> } = {}) {
    const file = join(folder, name);
    writeFileSync(file, examples.get(name) ?? '');
    const args = [...(change.args ?? []), file];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      ...{ cwd: folder, timeout: 20_000 },
      env: { ...env, ...change.env },
    });
    return stdout;
  }

  const canRun = (name: string) => typeof glide === 'object' || !name.startsWith('glide');

  test.each(Object.entries(OUTPUT).filter(([name]) => canRun(name)))(
    '%s prints the expected output and ends',
    async (name, output) => {
      expect(await run(name)).toMatch(output);
    },
  );

  test.each([...examples.keys()].filter((name) => name.endsWith('-function.mjs') && canRun(name)))(
    '%s answers two invocations in a row',
    async (name) => {
      const args = ['--input-type=module', '--eval', INVOKE, '--'];
      const stdout = await run(name, { args, env: { AWS_LAMBDA_FUNCTION_NAME: 'example' } });

      const [first, second] = stdout.trim().split(' ').map(Number);
      expect(second).toBe((first ?? Number.NaN) + 1);
    },
  );

  test('the cache accepted every login', () => {
    expect(lab.log).toEqual([]);
  });
});
