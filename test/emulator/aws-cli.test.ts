import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { findProblem, toPythonPath } from '../support/programs.js';
import { zip } from './functions/support/zip.js';

const run = promisify(execFile);
const home = mkdtempSync(join(tmpdir(), 'valkey-lab-cli-'));
const PATH = toPythonPath();

/** Without the caller's AWS settings: the test gives all of them. */
function toEnv(endpoint: Emulator): NodeJS.ProcessEnv {
  const { LANG } = process.env;
  const { accessKeyId, secretAccessKey } = endpoint.credentials;
  return {
    PATH,
    LANG,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
  };
}

const problem = await findProblem('aws', '--version');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

describe.skipIf(problem)('AWS CLI', () => {
  let endpoint: Emulator;
  beforeAll(async () => {
    endpoint = await startEmulator();
  });
  afterAll(async () => {
    await endpoint.close();
    rmSync(home, { recursive: true });
  });
  const aws = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run('aws', [...args, '--output', 'json'], { env: toEnv(endpoint) });
    return stdout ? JSON.parse(stdout) : undefined;
  };

  test('identifies the caller', async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
  });

  test('finds the default VPC, its subnets and its group by filters', async () => {
    const vpcs = await aws('ec2', 'describe-vpcs', '--filters', 'Name=is-default,Values=true');
    expect(vpcs).toMatchObject({ Vpcs: [{ IsDefault: true }] });
    const vpcId = (vpcs as { Vpcs: { VpcId: string }[] }).Vpcs[0]?.VpcId;
    const filters = ['--filters', `Name=vpc-id,Values=${vpcId}`];
    expect(await aws('ec2', 'describe-subnets', ...filters)).toMatchObject({
      Subnets: [{ DefaultForAz: true }, {}, {}],
    });
    const groups = await aws(
      'ec2',
      'describe-security-groups',
      ...filters,
      'Name=group-name,Values=default',
    );
    expect(groups).toMatchObject({ SecurityGroups: [{ GroupName: 'default' }] });
  });

  test('speaks awsQuery with lists, tags and structures', async () => {
    const engine = ['--engine', 'valkey'];
    await aws(
      ...['elasticache', 'create-user', '--user-id', 'cli', '--user-name', 'cli', ...engine],
      ...['--access-string', 'on ~* +@all', '--authentication-mode', 'Type=iam'],
      ...['--tags', 'Key=a,Value=b'],
    );
    const group = await aws(
      ...['elasticache', 'create-user-group', '--user-group-id', 'cli', ...engine],
      ...['--user-ids', 'cli'],
    );
    expect(group).toMatchObject({ UserIds: ['cli'], Engine: 'valkey' });
    const arn = 'arn:aws:elasticache:us-east-1:123456789012:user:cli';
    expect(
      await aws('elasticache', 'list-tags-for-resource', '--resource-name', arn),
    ).toMatchObject({ TagList: [{ Key: 'a', Value: 'b' }] });
  });

  test('speaks restJson1 and awsJson1_1', async () => {
    expect(await aws('lambda', 'list-functions')).toEqual({ Functions: [] });
    await aws('logs', 'create-log-group', '--log-group-name', '/aws/cli', '--tags', 'a=b');
    expect(await aws('logs', 'describe-log-groups')).toMatchObject({
      logGroups: [{ logGroupName: '/aws/cli' }],
    });
    const name = ['--function-name', 'none'];
    await expect(aws('lambda', 'get-function', ...name)).rejects.toThrow(
      /\(ResourceNotFoundException\) when calling the GetFunction operation: Function not found/,
    );
  });

  test('creates a security group, changes its rules and deletes it', async () => {
    const made = await aws(
      'ec2',
      'create-security-group',
      '--group-name',
      'cli',
      '--description',
      'x',
    );
    const id = (made as { GroupId: string }).GroupId;
    const rule = ['--protocol', 'tcp', '--port', '6379', '--source-group', id];
    await aws('ec2', 'authorize-security-group-ingress', '--group-id', id, ...rule);
    expect(await aws('ec2', 'describe-security-groups', '--group-ids', id)).toMatchObject({
      SecurityGroups: [
        { IpPermissions: [{ FromPort: 6379, UserIdGroupPairs: [{ GroupId: id }] }] },
      ],
    });
    await aws('ec2', 'delete-security-group', '--group-id', id);
    await expect(aws('ec2', 'describe-security-groups', '--group-ids', id)).rejects.toThrow(
      /\(InvalidGroup.NotFound\) when calling the DescribeSecurityGroups operation/,
    );
  });

  test('creates a Python function from a zip, and invokes it', async ({ skip }) => {
    const missing = await findProblem('python3', '-c', '0');
    skip(missing !== undefined, missing);
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    const document = ['--assume-role-policy-document', JSON.stringify(trust)];
    const made = await aws('iam', 'create-role', '--role-name', 'python', ...document);
    const role = (made as { Role: { Arn: string } }).Role.Arn;
    const code = "def handler(event, context):\n    return f'hello {event}'\n";
    const [file, event] = [join(home, 'app.zip'), join(home, 'event.json')];
    const reply = join(home, 'reply.json');
    writeFileSync(event, '"you"');
    writeFileSync(file, await zip({ 'app.py': code }));
    const settings = ['--runtime', 'python3.12', '--handler', 'app.handler', '--role', role];
    const name = ['--function-name', 'app'];

    const created = await aws(
      'lambda',
      'create-function',
      ...[...name, ...settings, '--zip-file', `fileb://${file}`],
    );
    // Versions 1 and 2 of the CLI read the bytes of a file in the same way, but not a text.
    const invoked = await aws('lambda', 'invoke', ...name, '--payload', `fileb://${event}`, reply);

    expect(created).toMatchObject({ Runtime: 'python3.12', Handler: 'app.handler' });
    expect(invoked).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(readFileSync(reply, 'utf8')).toBe('"hello you"');
  }, 120_000);
});
