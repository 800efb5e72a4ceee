import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLocalCli } from '../support/local-endpoint.js';

/** What `ping` and `verify` say when the cache has a bad minute: that it has one, and nothing about the lab's logins. */

interface Failed {
  readonly ok: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
}

/** Makes a lab on an endpoint whose caches have this fault. */
async function startLabWith(rule: object) {
  const cli = createLocalCli();
  const file = join(cli.home, 'faults.json');
  writeFileSync(file, JSON.stringify({ rules: [rule] }));
  await cli.ask('up', '--local', '--faults', file);
  return cli;
}

test.for([
  [{ kind: 'login-throttled' }, 'CACHE_UNREACHABLE', 'service is not available', 'again later'],
  [{ kind: 'busy', at: 'command' }, 'ROUND_TRIP_FAILED', 'NOSAVE.', 'when it has ended'],
] as const)('ping names the trouble of a cache: %j', async ([rule, code, words, remedy]) => {
  await using cli = await startLabWith(rule);
  const run = await cli.run(['ping', '--local', '--json']);
  expect(run.exitCode).toBe(1);
  const { ok, error } = run.json<Failed>();
  expect(ok).toBe(false);
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
  expect(error.message).not.toContain('..');
  expect(error.hint).toContain(remedy);
});

test('verify stops at the proof that throttled logins spoil, and names them', async () => {
  await using cli = await startLabWith({ kind: 'login-throttled' });
  const run = await cli.run(['verify', '--local', '--json']);
  expect(run.exitCode).toBe(1);
  const { error } = run.json<Failed>();
  expect(error.code).toBe('FUNCTION_FAILED');
  expect(error.message).toContain('It limits how many logins it checks in a second.');
});
