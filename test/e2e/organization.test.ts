import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreatePolicyCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

/** The variables with which the lab fulfils the organization's policy of docs/LOCAL.md. */
const VARIABLES = {
  VALKEY_LAB_TAGS: 'CostCenter=42,Team=cache',
  VALKEY_LAB_IAM_PATH: '/team/cache/',
  VALKEY_LAB_PERMISSIONS_BOUNDARY: 'arn:aws:iam::123456789012:policy/team/cache/boundary',
};

let cli: Cli;
let iam: IAMClient;
beforeAll(async () => {
  cli = createCli();
  const page = readFileSync(new URL('../../docs/LOCAL.md', import.meta.url), 'utf8');
  const faults = /```json\n(\{\s*"rules": \[\],\s*"serviceControlPolicy"[^`]*)```/.exec(page)?.[1];
  const file = join(cli.home, 'organization.json');
  writeFileSync(file, faults ?? '');
  const started = await cli.run(['local', 'start', '--faults', file]);
  expect(started.exitCode).toBe(0);
  const { stdout } = await cli.run(['local', 'env']);
  const read = (name: string) => new RegExp(`${name}='?([^'\\n]+)`).exec(stdout)?.[1] ?? '';
  iam = new IAMClient({
    endpoint: read('AWS_ENDPOINT_URL'),
    region: 'us-east-1',
    credentials: {
      accessKeyId: read('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    },
  });
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  await iam.send(
    new CreatePolicyCommand({
      ...{ PolicyName: 'boundary', Path: '/team/cache/' },
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      Tags: [
        { Key: 'CostCenter', Value: '42' },
        { Key: 'Team', Value: 'cache' },
      ],
    }),
  );
});
afterAll(async () => {
  iam.destroy();
  await cli[Symbol.asyncDispose]();
});

test('without the variables, nothing is created, and the message names them', async () => {
  const run = await cli.run(['up', '--local', '--json']);
  expect(run.exitCode).toBe(1);
  const { errors } = run.json<{ errors: { code: string; message: string; hint: string }[] }>();
  for (const { code, message, hint } of errors) {
    expect(code).toBe('ACCESS_DENIED');
    expect(message).toContain('with an explicit deny in a service control policy');
    for (const name of Object.keys(VARIABLES)) expect(hint).toContain(name);
  }
  const { resources } = (await cli.run(['status', '--local', '--json'])).json<{
    resources: { state: string }[];
  }>();
  expect(new Set(resources.map(({ state }) => state))).toEqual(new Set(['absent']));
});

test('doctor says so before', async () => {
  const run = await cli.run(['doctor', '--local']);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch(/A policy of your organi[sz]ation \(SCP\)\s+denies:.*CreateRole/s);
  expect((await cli.run(['doctor', '--local'], VARIABLES)).exitCode).toBe(0);
});

test('with the variables, the lab lives from up to down', async () => {
  for (const command of ['up', 'invoke']) {
    const run = await cli.run([command, '--local'], VARIABLES);
    expect({ command, exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
  }
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'elasticache-iam-auth-app' }));
  expect(Role).toMatchObject({
    Path: VARIABLES.VALKEY_LAB_IAM_PATH,
    PermissionsBoundary: {
      PermissionsBoundaryArn: VARIABLES.VALKEY_LAB_PERMISSIONS_BOUNDARY,
    },
    Tags: expect.arrayContaining([
      { Key: 'CostCenter', Value: '42' },
      { Key: 'Team', Value: 'cache' },
    ]),
  });
  expect((await cli.run(['down', '--local'], VARIABLES)).exitCode).toBe(0);
});
