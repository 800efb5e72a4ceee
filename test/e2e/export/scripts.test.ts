import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';
import { findProblem, toPythonPath } from '../../support/programs.js';

const problem = (await findProblem('aws', '--version')) ?? (await findProblem('bash', '--version'));
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

interface Plan {
  readonly resources: readonly { readonly action: string }[];
}

describe.skipIf(problem)('the scripts of `export aws-cli` on the local endpoint', () => {
  let cli: LocalCli;
  let folder: string;
  beforeEach(async () => {
    cli = createLocalCli();
    folder = join(cli.home, 'scripts');
    await cli.ask('export', 'aws-cli', '--dir', folder);
    await cli.ask('local', 'start');
  });
  afterEach(() => cli[Symbol.asyncDispose]());

  const runScript = async (name: string): Promise<string> => {
    const { endpoint, accessKeyId, secretAccessKey } = cli.record();
    const { stdout } = await promisify(execFile)(join(folder, name), {
      env: {
        PATH: toPythonPath(),
        HOME: cli.home,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
    });
    return stdout;
  };
  const planUp = async () => {
    const { resources } = await cli.ask<Plan>('up', '--local', '--dry-run');
    return new Set(resources.map(({ action }) => action));
  };

  test('up.sh makes the lab that `up` makes, and every command knows it', async () => {
    expect(await runScript('up.sh')).toContain('created cache cache-01');
    expect(await planUp()).toEqual(new Set(['unchanged']));
    expect(await cli.ask('invoke', '--local')).toMatchObject({
      payload: 'Fetched value from Valkey',
    });
    expect(await cli.ask('verify', '--local')).toMatchObject({ ok: true });
    // It is safe to run again.
    expect(await runScript('up.sh')).not.toContain('created');
    await cli.ask('down', '--local');
    expect(await cli.ask('local', 'status')).toMatchObject({ empty: true });
  }, 900_000);

  test('down.sh deletes what `up` made, and can be run again', async () => {
    await cli.ask('up', '--local');
    const said = await runScript('down.sh');
    expect(said).toContain('deleted cache cache-01');
    expect(await cli.ask('local', 'status')).toMatchObject({ empty: true });
    expect(await runScript('down.sh')).not.toContain('deleted cache');
  }, 900_000);
});
