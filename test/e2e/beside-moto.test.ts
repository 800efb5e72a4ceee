import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';
import { type Moto, startMoto } from '../support/moto.js';
import { findProblem } from '../support/programs.js';

const problem = await findProblem('moto_server', '--help');
if (problem) process.stdout.write(`Skipped: ${problem}\n`);

/** The services that the local endpoint serves. docs/COMPARISON.md shows the same variables. */
const OURS = ['ELASTICACHE', 'IAM', 'STS', 'EC2', 'LAMBDA', 'CLOUDWATCH_LOGS'];
const READER = `
export const handler = async () => {
  const object = await fetch(process.env.AWS_ENDPOINT_URL_S3 + '/bucket/key');
  return { status: object.status, text: await object.text(), endpoint: process.env.CACHE_ENDPOINT };
};`;

describe.runIf(problem === undefined)('the local endpoint beside moto', () => {
  let cli: Cli;
  let moto: Moto;
  let env: Record<string, string>;
  beforeAll(async () => {
    cli = createCli();
    moto = await startMoto();
    await cli.run(['local', 'start']);
    const { stdout } = await cli.run(['local', 'env']);
    const local = Object.fromEntries(
      [...stdout.matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, name, value]) => [name, value]),
    );
    const origin = local['AWS_ENDPOINT_URL'] ?? '';
    env = {
      ...local,
      AWS_ENDPOINT_URL: moto.origin,
      ...Object.fromEntries(OURS.map((service) => [`AWS_ENDPOINT_URL_${service}`, origin])),
    };
  });
  afterAll(async () => {
    await moto[Symbol.asyncDispose]();
    await cli[Symbol.asyncDispose]();
  });

  test('a function of the lab uses the cache of one and an object of the other', async () => {
    await fetch(`${moto.origin}/bucket`, { method: 'PUT' });
    const headers = { 'x-amz-acl': 'public-read' };
    await fetch(`${moto.origin}/bucket/key`, { method: 'PUT', headers, body: 'from moto' });
    const folder = join(cli.home, 'reader');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.mjs'), READER);

    expect(await cli.run(['up', '--json'], env)).toMatchObject({ exitCode: 0 });
    const proof = await cli.run(['invoke', '--json'], env);
    expect(proof.json()).toMatchObject({ ok: true, payload: 'Fetched value from Valkey' });
    const deploy = ['deploy-function', folder, '--env', `AWS_ENDPOINT_URL_S3=${moto.origin}`];
    expect(await cli.run(deploy, env)).toMatchObject({ exitCode: 0 });
    const read = await cli.run(['invoke', 'reader', '--json'], env);

    expect(read.json<{ payload: unknown }>().payload).toMatchObject({
      status: 200,
      text: 'from moto',
      endpoint: expect.stringContaining('localhost'),
    });
  });

  test('without our IAM, create-role says that AWS’s policy is missing, and does not wait for it', async () => {
    const { AWS_ENDPOINT_URL_IAM: _, ...others } = env;
    const startedAt = performance.now();
    const { error } = (await cli.run(['create-role', '--lab', 'moto', '--json'], others)).json<{
      error: unknown;
    }>();

    expect(error).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: expect.stringContaining(
        'AWSLambdaVPCAccessExecutionRole, which AWS has in every account',
      ),
    });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
