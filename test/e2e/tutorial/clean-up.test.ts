import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClock, type Emulator, startEmulator } from '../../../src/emulator/index.js';
import { ageResources } from '../../support/age.js';
import { type Cli, type CliRun, createCli } from '../../support/cli.js';
import { findProblem } from '../../support/programs.js';
import * as tutorial from './commands.js';
import { openShell, type Shell } from './shell.js';

const problem = await findProblem('aws', '--version');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

/** The clock stands still during the tutorial's commands, so each state lasts. For `down`, it runs at this pace. */
const PACE = '0.005';

describe.skipIf(problem)('the clean-up as the tutorial prints it', () => {
  let stoppedAtMs: number | undefined;
  let emulator: Emulator;
  let cli: Cli;
  let shell: Shell;
  let env: Record<string, string>;
  beforeEach(async () => {
    stoppedAtMs = undefined;
    emulator = await startEmulator({
      pace: PACE,
      clock: createClock(() => stoppedAtMs ?? Date.now()),
    });
    env = {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: emulator.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: emulator.credentials.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    cli = createCli();
    shell = openShell(cli.home, env);
  });
  afterEach(async () => {
    await emulator.close();
    await cli[Symbol.asyncDispose]();
  });

  const valkeyLab = async (...args: readonly string[]): Promise<CliRun> => {
    ageResources(emulator);
    const run = await cli.run([...args, '--json'], env);
    expect(run, `${run.stdout}${run.stderr}`).toMatchObject({ exitCode: 0 });
    return run;
  };
  /** Runs steps 4.1 and 4.2 and checks the response of AWS to each command. */
  const cleanUpAsPrinted = async () => {
    await shell.run(tutorial.DELETE_FUNCTION);
    expect(await shell.ask(tutorial.DELETE_CACHE)).toMatchObject({
      ServerlessCache: { Status: 'deleting' },
    });
    expect(await shell.fail(tutorial.DELETE_DEFAULT_USER)).toMatch(
      /\(DefaultUserAssociatedToUserGroup\) when calling the DeleteUser operation: User is associated to user group/,
    );
    expect(await shell.ask(tutorial.DELETE_IAM_USER)).toMatchObject({ Status: 'deleting' });
    expect(await shell.fail(tutorial.DELETE_USER_GROUP)).toMatch(
      /\(InvalidUserGroupState\) when calling the DeleteUserGroup operation: User group iam-user-group-01 has status modifying/,
    );
  };

  test('fails at the users and the group as on AWS, and `valkey-lab down` then removes everything', async () => {
    await valkeyLab('up');
    stoppedAtMs = Date.now();
    await cleanUpAsPrinted();
    stoppedAtMs = undefined;

    await valkeyLab('down');

    expect(emulator.isEmpty()).toBe(true);
  }, 120_000);

  test('leaves interfaces behind, and `valkey-lab down` says how to remove them', async () => {
    await valkeyLab('up');
    stoppedAtMs = Date.now();
    await cleanUpAsPrinted();
    for (const line of tutorial.DELETE_ROLE) await shell.run(line);
    stoppedAtMs = undefined;

    ageResources(emulator);
    const { exitCode, json } = await cli.run(['down', '--json'], env);

    const { message, hint } = json<{ error: { message: string; hint: string } }>().error;
    expect(exitCode).toBe(1);
    expect(message).toMatch(/because the role was deleted before they were released\.$/);
    const commands = [...hint.matchAll(/`(aws [^`]+)`/g)].map(([, command = '']) => command);
    expect(commands).toHaveLength(3);
    for (const command of commands) await shell.run(command);
    await valkeyLab('down');
    expect(emulator.isEmpty()).toBe(true);
  }, 120_000);
});
