import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateFunctionCommand, GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Lab, startLab } from '../../support/lab.js';
import { findProblem } from '../../support/programs.js';
import { up } from '../../support/run-lab.js';
import { zip } from './support/zip.js';

// Debian and Ubuntu bring the packages for their own Python: python3-redis, python3-cachetools, python3-botocore.
const problem = await findProblem('/usr/bin/python3', '-c', 'import botocore, cachetools, redis');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

describe.skipIf(problem)('a Python function as in AWS’s tutorial', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('logs in to the cache, also with verified TLS', async () => {
    vi.stubEnv('PATH', `/usr/bin:${process.env['PATH']}`);
    await using lab = await startLab();
    await up(lab);
    const invoke = await deploy(lab, 'tutorial_app.py');

    const { payload, log } = await invoke({});
    const verified = await invoke({ verify: 'required' });

    expect(payload).toEqual({ same: true, redis: expect.any(String) });
    expect(verified.payload).toEqual(payload);
    expect(log).toMatch(/^Success: Inserted ([0-9a-f]{32})\. Fetched \1 from Valkey\.$/m);
  });

  test('signs a token for each connection with a connection class, on redis-py without credential providers', async () => {
    vi.stubEnv('PATH', `/usr/bin:${process.env['PATH']}`);
    await using lab = await startLab();
    await up(lab);
    const invoke = await deploy(lab, 'subclass_app.py');

    expect((await invoke({})).payload).toEqual({ visits: 1, signed: 1 });
    expect((await invoke({})).payload).toEqual({ visits: 2, signed: 1 });
    expect((await invoke({ reconnect: true })).payload).toEqual({ visits: 3, signed: 2 });
  });
});

/** Deploys one of the apps beside the proof function, and returns a function that calls it. */
async function deploy(lab: Lab, app: string) {
  const lambda = await lab.ctx.aws.lambda();
  const own = await lambda.send(new GetFunctionCommand({ FunctionName: 'AccessValkey' }));
  const { Role, Environment, VpcConfig } = own.Configuration ?? {};
  const source = join(import.meta.dirname, 'support', app);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'tutorial',
      Runtime: 'python3.12',
      Handler: 'lambda_function.lambda_handler',
      Role,
      Environment: { Variables: Environment?.Variables },
      VpcConfig: {
        SubnetIds: VpcConfig?.SubnetIds,
        SecurityGroupIds: VpcConfig?.SecurityGroupIds,
      },
      Timeout: 30,
      Code: { ZipFile: await zip({ 'lambda_function.py': await readFile(source, 'utf8') }) },
    }),
  );
  const invoke = async (event: object) => {
    const { Payload, LogResult } = await lambda.send(
      new InvokeCommand({
        FunctionName: 'tutorial',
        LogType: 'Tail',
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    return {
      payload: JSON.parse(Payload?.transformToString() ?? ''),
      log: Buffer.from(LogResult ?? '', 'base64').toString('utf8'),
    };
  };
  return invoke;
}
