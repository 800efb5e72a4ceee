import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import { type Lab, startLab } from '../support/lab.js';
import { observe } from '../support/observe.js';
import { findProblem } from '../support/programs.js';
import { down, invoke, present, regionOf, up } from '../support/run-lab.js';

const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), 'hints-test-'));
const base = { PATH: process.env['PATH'], HOME: home, AWS_PAGER: '' };
const problem = await findProblem('aws', '--version');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

/** Runs the commands of hints in a shell, as users would type them. */
describe.skipIf(problem)('AWS CLI commands in hints', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab();
  });
  afterEach(() => lab[Symbol.asyncDispose]());
  afterAll(() => rmSync(home, { recursive: true }));

  const type = async (command: string) => {
    const { accessKeyId, secretAccessKey } = lab.emulator.credentials;
    await run('sh', ['-c', command], {
      env: {
        ...base,
        AWS_ENDPOINT_URL: lab.emulator.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: 'us-east-1',
      },
    });
  };
  const followHint = async (attempt: () => Promise<unknown>) => {
    const error = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof LabError)) throw new Error('It did not fail with a hint.');
    const commands = [...error.hint.text.matchAll(/`(aws [^`]+)`/g)].map(([, command]) => command);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) await type(present(command));
  };

  test('add the rules that the default group lacks', async () => {
    present([...regionOf(lab).ec2.securityGroups.values()][0]).rules.length = 0;

    await followHint(() => up(lab));

    await up(lab);
    expect(await invoke(lab)).toMatchObject({ functionError: null });
  });

  test('delete a failed cache whose owner is unknown', async () => {
    await up(lab, ['serverlessCache']);
    present(regionOf(lab).elasticache.caches.get('cache-01')).lifecycle.status = 'create-failed';

    await followHint(() => up(lab));

    expect(await up(lab)).toMatchObject({ 'serverless-cache/cache-01': 'created' });
  });

  test('delete interfaces that Lambda left behind without their role', async () => {
    await up(lab);
    lab.emulator.state.iam.roles.clear();

    await followHint(() => down(lab));

    await down(lab);
    expect(await observe(lab).interfaces()).toEqual([]);
  });

  test('create the service-linked role', async () => {
    const code = 'ServiceLinkedRoleNotFoundFault';
    lab.emulator.setFaults({ rules: [{ operation: 'CreateUser', kind: 'error', code }] });

    await followHint(() => up(lab));

    lab.emulator.setFaults({ rules: [] });
    await up(lab);
    expect(await observe(lab).roleNames()).toContain('AWSServiceRoleForElastiCache');
  });
});
