import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';
import { findProblem, toPythonPath } from '../../support/programs.js';

// test/actions/export/scripts.test.ts runs the scripts again, without the AWS CLI, which takes about a second for each command.

const run = promisify(execFile);
const problem = (await findProblem('aws', '--version')) ?? (await findProblem('bash', '--version'));
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

/** Teaches an older AWS CLI the member of public caches (F11.3). It reads the file from `~/.aws/models`. */
const ADDED_TO_MODEL = {
  version: 1,
  merge: {
    shapes: {
      CreateServerlessCacheRequest: { members: { ConnectionType: { shape: 'String' } } },
      ServerlessCache: { members: { ConnectionType: { shape: 'String' } } },
    },
  },
};

interface Plan {
  readonly resources: readonly { readonly action: string }[];
}

interface Exported extends AsyncDisposable {
  readonly cli: LocalCli;
  runScript(name: string): Promise<string>;
}

/** Exports a lab, and starts an endpoint for its scripts. */
async function exportScripts(...options: readonly string[]): Promise<Exported> {
  const cli = createLocalCli();
  const folder = join(cli.home, 'scripts');
  const models = join(cli.home, '.aws', 'models', 'elasticache', '2015-02-02');
  mkdirSync(models, { recursive: true });
  writeFileSync(join(models, 'service-2.sdk-extras.json'), JSON.stringify(ADDED_TO_MODEL));
  await cli.ask('export', 'aws-cli', '--dir', folder, ...options);
  await cli.ask('local', 'start');
  const { endpoint, accessKeyId, secretAccessKey } = cli.record();
  const env = {
    PATH: toPythonPath(),
    HOME: cli.home,
    POLL_SECONDS: '0.2',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return {
    cli,
    runScript: async (name) => (await run(join(folder, name), { env })).stdout,
    [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose](),
  };
}

/** Expects that `up` would change nothing, and that the lab works. */
async function expectWhole(cli: LocalCli, ...options: readonly string[]): Promise<void> {
  const { resources } = await cli.ask<Plan>('up', '--local', '--dry-run', ...options);
  expect(new Set(resources.map(({ action }) => action))).toEqual(new Set(['unchanged']));
  expect(await cli.ask('invoke', '--local')).toMatchObject({
    payload: 'Fetched value from Valkey',
  });
  expect(await cli.ask('verify', '--local')).toMatchObject({ ok: true });
}

const isEmpty = async (cli: LocalCli) =>
  (await cli.ask<{ empty: boolean }>('local', 'status')).empty;

describe.skipIf(problem)('the scripts of `export aws-cli` on the local endpoint', () => {
  test.concurrent('up.sh makes the lab that `up` makes, and every command knows it', async () => {
    await using exported = await exportScripts();
    const { cli, runScript } = exported;
    expect(await runScript('up.sh')).toContain('created cache cache-01');
    await expectWhole(cli);
    expect(await cli.ask('status', '--local')).toMatchObject({ ok: true });
    await cli.ask('down', '--local');
    expect(await isEmpty(cli)).toBe(true);
  }, 300_000);

  test.concurrent('down.sh deletes what `up` made', async () => {
    await using exported = await exportScripts();
    const { cli, runScript } = exported;
    await cli.ask('up', '--local');
    expect(await runScript('down.sh')).toContain('deleted cache cache-01');
    expect(await isEmpty(cli)).toBe(true);
  }, 300_000);

  test.concurrent('up.sh of a public lab makes the lab that `up --public` makes', async () => {
    await using exported = await exportScripts('--public');
    const { cli, runScript } = exported;
    expect(await runScript('up.sh')).toContain('created cache cache-01');
    await expectWhole(cli, '--public');
    expect(await runScript('down.sh')).toContain('deleted cache cache-01');
    expect(await isEmpty(cli)).toBe(true);
  }, 300_000);
});
