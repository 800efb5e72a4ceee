import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';
import { type Lab, startLab } from '../support/lab.js';
import { present, regionOf, up } from '../support/run-lab.js';

/** Runs the program on an emulator in the test's process, which controls its states and faults. */
describe('the program with a broken lab', () => {
  let lab: Lab;
  let cli: Cli;
  beforeEach(async () => {
    cli = createCli();
    lab = await startLab();
    await up(lab);
  });
  afterEach(async () => {
    await cli[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });

  const env = () => ({
    AWS_ENDPOINT_URL: lab.emulator.endpoint,
    AWS_ACCESS_KEY_ID: lab.emulator.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: lab.emulator.credentials.secretAccessKey,
    AWS_REGION: 'us-east-1',
  });
  const run = (...args: string[]) => cli.run(args, env());
  const role = () => present(lab.emulator.state.iam.roles.get('elasticache-iam-auth-app'));
  const connectArn = 'arn:aws:iam::123456789012:policy/elasticache-allow-all';

  test('status names the problem of each resource, and the command that fixes it', async () => {
    const { users, caches } = regionOf(lab).elasticache;
    present(users.get('iam-user-01')).accessString = 'off';
    present(caches.get('cache-01')).lifecycle.status = 'create-failed';

    const { stdout, exitCode } = await run('status');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/The lab is not complete: 2 with problems\./);
    expect(stdout).toMatch(/! serverless-cache cache-01 is create-failed; .* creates it again\./);
    expect(stdout).toMatch(/! user iam-user-01 differs from the configuration \(access string\)\./);
    expect(stdout).toMatch(/Next: .* up +# make the missing resources and repair the others/);
    expect((await run('up')).exitCode).toBe(0);
    expect((await run('status')).stdout).toMatch(/The lab is complete\./);
  });

  test('status --json lists the problems after the resources', async () => {
    present(regionOf(lab).elasticache.users.get('iam-user-01')).accessString = 'off';

    const document = (await run('status', '--json')).json<{ problems: object[]; ok: boolean }>();

    expect(document).toMatchObject({
      ok: true,
      problems: [{ resource: 'user/iam-user-01', remedy: 'up' }],
    });
  });

  test('status suggests another name when a foreign resource has the name', async () => {
    present(regionOf(lab).elasticache.users.get('iam-user-01')).tags.clear();

    const { stdout } = await run('status');

    expect(stdout).toMatch(/! user iam-user-01 exists and is not this lab's\./);
    expect(stdout).toMatch(/Next: .* up --lab NAME/);
  });

  test('invoke retries while the policy propagates, and says so', async () => {
    role().attachedPolicies.set(connectArn, Number.POSITIVE_INFINITY);
    const child = cli.start(['invoke', '--json'], env());
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
      // The policy takes effect as soon as the program says that it waits.
      if (stderr.includes('does not accept its role yet')) {
        role().attachedPolicies.set(connectArn, 0);
      }
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));

    expect([exitCode, JSON.parse(stdout).payload]).toEqual([0, 'Fetched value from Valkey']);
    expect(stderr).toMatch(/function AccessValkey: the cache does not accept its role yet/);
  });

  test('invoke --count never retries, because it is a measurement', async () => {
    role().attachedPolicies.delete(connectArn);

    const { exitCode, stdout } = await run('invoke', '--count', '2', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      functionError: 'Unhandled',
      error: { code: 'FUNCTION_FAILED', message: expect.stringContaining('IamAuth.TokenRefused') },
    });
    expect(lab.calls('Invoke')).toBe(1);
  });

  test('invoke of a failed function names the command that creates it again', async () => {
    const fn = present(regionOf(lab).lambda.functions.get('AccessValkey'));
    fn.lifecycle.status = 'Failed';
    fn.stateReason = { code: 'InvalidSubnet', text: 'The subnet is gone.' };

    const { exitCode, stdout } = await run('invoke', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'RESOURCE_FAILED',
      message: expect.stringContaining('The subnet is gone'),
      hint: expect.stringMatching(/up`: it replaces the function/),
    });
  });

  test('down --no-wait-interfaces names the interfaces that AWS may not release', async () => {
    const interfaces = [...regionOf(lab).ec2.networkInterfaces.values()];
    for (const one of interfaces) one.functionArns.add('arn:stuck');

    const planned = await run('down', '--no-wait-interfaces', '--dry-run');
    const { exitCode, stderr, stdout } = await run('down', '--no-wait-interfaces');

    expect(exitCode).toBe(0);
    for (const { id } of interfaces) expect(stderr).toContain(id);
    expect(planned.stdout).toMatch(/network-interface +AccessValkey +in-use +kept/);
    expect(stdout).toContain('! The network-interface of AccessValkey is not released by AWS yet.');
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('down, interrupted while it waits for interfaces, keeps the role, and the next down finishes', async () => {
    const interfaces = [...regionOf(lab).ec2.networkInterfaces.values()];
    for (const one of interfaces) one.functionArns.add('arn:stuck');
    const child = cli.start(['down'], env());
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
      if (stderr.includes('3 not released by Lambda yet') && !child.killed) child.kill('SIGINT');
    });

    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
    expect([...role().attachedPolicies.keys()]).toContainEqual(
      expect.stringContaining('AWSLambdaVPCAccessExecutionRole'),
    );

    for (const one of interfaces) {
      one.functionArns.clear();
      one.releasedAtMs = 0;
    }
    expect((await run('down')).exitCode).toBe(0);
    expect(lab.emulator.isEmpty()).toBe(true);
  });

  test('an exceeded quota has its own error code in the document', async () => {
    lab.emulator.setFaults({
      rules: [
        {
          ...{ operation: 'CreateRole', kind: 'error', code: 'LimitExceededException' },
          message: 'Cannot exceed quota for RolesPerAccount: 1000',
        },
      ],
    });

    const { exitCode, stdout } = await run('create-role', '--lab', 'b', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('(L-FE177D64)'),
      resource: 'role/b-elasticache-iam-auth-app',
      aws: { service: 'IAM', operation: 'CreateRole', code: 'LimitExceeded' },
    });
  });
});
