import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepNumber } from '../../../src/actions/learn/numbers.js';
import { toProgramFile } from '../../../src/program-files.js';
import { createDeploymentPackage } from '../../../src/resources/deployment-package/create.js';
import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';
import { findProblem } from '../../support/programs.js';
import { openShell, type Shell } from './shell.js';

const problem = (await findProblem('aws', '--version')) ?? (await findProblem('zip', '--version'));
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

interface Lesson {
  readonly commands: readonly string[];
  readonly repair: { readonly commands: readonly string[] } | null;
}

interface Explanation {
  readonly rules: readonly { readonly rule: string; readonly ok: boolean | null }[];
}

interface Plan {
  readonly resources: readonly { readonly action: string }[];
}

describe.skipIf(problem)('the commands that `learn` shows, typed into a shell', () => {
  let cli: LocalCli;
  let shell: Shell;
  beforeAll(async () => {
    cli = createLocalCli();
    await cli.ask('local', 'start');
    const { endpoint, accessKeyId, secretAccessKey } = cli.record();
    shell = openShell(cli.home, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    });
  });
  afterAll(() => cli[Symbol.asyncDispose]());

  const learn = (step: StepNumber) => cli.ask<Lesson>('learn', step, '--dry-run');
  const type = (commands: readonly string[]) => shell.run(commands.join('\n'));
  const typeStep = async (step: StepNumber) => type((await learn(step)).commands);

  test('make the same lab as `up`, and delete all of it', async () => {
    for (const step of ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2'] as const) await typeStep(step);
    // `zip` stores today's date, which `up` would see as other code.
    const { zip } = await createDeploymentPackage(toProgramFile('handler'));
    writeFileSync(join(shell.folder, 'function.zip'), zip);
    await typeStep('2.3');
    expect(await typeStep('3')).toContain('"Fetched value from Valkey"');

    const [policy, group] = [await learn('5.1'), await learn('5.4')];
    await type([...policy.commands, ...group.commands]);
    const { rules } = (await cli.run(['explain', '--local', '--json'])).json<Explanation>();
    expect(rules.flatMap(({ rule, ok }) => (ok === false ? [rule] : []))).toEqual([
      ...['cache-user-group', 'policy-cache', 'policy-user'],
    ]);
    await type([...(policy.repair?.commands ?? []), ...(group.repair?.commands ?? [])]);

    const { resources } = await cli.ask<Plan>('up', '--local', '--dry-run');
    expect(resources.length).toBeGreaterThan(8);
    expect(new Set(resources.map(({ action }) => action))).toEqual(new Set(['unchanged']));

    for (const step of ['4.1', '4.2', '4.3'] as const) await typeStep(step);
    expect(await cli.ask('local', 'status')).toMatchObject({ empty: true });
  }, 180_000);
});
