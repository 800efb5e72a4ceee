import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';
import { type Moto, startMoto } from '../support/moto.js';
import { findProblem } from '../support/programs.js';

interface Failure {
  readonly error: { code: string; message: string; hint: string };
}

const problem = await findProblem('moto_server', '--help');
if (problem) process.stdout.write(`Skipped: ${problem}\n`);

/** moto is an emulator of AWS that many use. It has no serverless caches. */
describe.runIf(problem === undefined)('with moto at AWS_ENDPOINT_URL', () => {
  let cli: Cli;
  let moto: Moto;
  let origin: string;
  beforeAll(async () => {
    cli = createCli();
    moto = await startMoto();
    origin = moto.origin;
  });
  afterAll(async () => {
    await moto[Symbol.asyncDispose]();
    await cli[Symbol.asyncDispose]();
  });

  const fail = async (...args: string[]) => {
    const run = await cli.run([...args, '--json'], {
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: origin },
    });
    expect(run.exitCode).toBe(1);
    return run.json<Failure>().error;
  };

  test('status names its address, and says that it does not serve serverless caches', async () => {
    const { code, message, hint } = await fail('status');

    expect(code).toBe('ENDPOINT_UNREACHABLE');
    expect(message).toContain(`at ${origin} was not answered by AWS`);
    expect(hint).toContain('do not serve serverless caches');
  });
});
