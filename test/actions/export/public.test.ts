import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { exportLab } from '../../../src/actions/index.js';
import { findProblem } from '../../support/programs.js';
import { readScript, runScript } from './read-script.js';
import { readTemplate } from './read-template.js';
import { exportTo, type Setting } from './support.js';

const run = promisify(execFile);
const PUBLIC = { env: { VALKEY_LAB_PUBLIC: 'true' } };

/** What a public lab must say, whatever `up` sends (F11.1, F11.3, F11.6). */
function expectPublic(settings: readonly Setting[]): void {
  const find = (operation: string) =>
    settings.filter(([name]) => name === operation).map(([, input]) => input);
  const [cache] = find('CreateServerlessCache');
  expect(cache).toMatchObject({ ConnectionType: 'public', MajorEngineVersion: '9' });
  expect(cache).not.toHaveProperty('SubnetIds');
  expect(cache).not.toHaveProperty('SecurityGroupIds');
  expect(find('CreateUser')).toEqual([
    expect.objectContaining({ Engine: 'valkey', AuthenticationMode: { Type: 'iam' } }),
  ]);
  expect(find('CreateUserGroup')).toEqual([
    expect.objectContaining({ Engine: 'valkey', UserIds: ['iam-user-01'] }),
  ]);
  expect(find('AttachRolePolicy').map(({ PolicyArn }) => PolicyArn)).toContain(
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  );
  const functions = find('CreateFunction');
  expect(functions).toHaveLength(1);
  expect(functions[0]).not.toHaveProperty('VpcConfig');
}

describe('an export of a public lab', () => {
  test('aws-cli: up.sh has a public cache and no network', async () => {
    using folder = await exportTo('aws-cli', PUBLIC);
    expectPublic(readScript(folder.path));
    for (const script of ['up.sh', 'down.sh']) {
      expect(folder.read(script)).not.toMatch(/ec2|interfaces of|VPCAccess/);
    }
  });

  test('cloudformation: the template has a public cache and no network', async () => {
    using folder = await exportTo('cloudformation', PUBLIC);
    const template = folder.read('template.yaml');
    expectPublic(readTemplate(template));
    expect(template).not.toMatch(/EC2|VPCAccess/);
    expect(folder.read('README.md')).not.toMatch(/ec2|SubnetIds/);
  });

  test('--public means the same as VALKEY_LAB_PUBLIC', async () => {
    using byVariable = await exportTo('aws-cli', PUBLIC);
    using byOption = await exportTo('aws-cli', { public: true });
    expect(byOption.read('up.sh')).toBe(byVariable.read('up.sh'));
  });

  test('up.sh creates nothing with an AWS CLI that does not know --connection-type', async () => {
    using folder = await exportTo('aws-cli', PUBLIC);
    const skeleton = '{ "ServerlessCacheName": "" }';
    const { status, stderr, commands } = runScript(folder.path, { skeleton });
    expect(status).toBe(2);
    expect(stderr).toContain('Update the AWS CLI');
    expect(commands).toEqual([
      ['elasticache', 'create-serverless-cache', '--generate-cli-skeleton'],
    ]);
  });

  test('terraform: is refused, because the provider has no argument for it (F11.11)', async () => {
    const list = readFileSync(join(import.meta.dirname, 'terraform-arguments.json'), 'utf8');
    expect(list).toContain('cache_usage_limits');
    expect(list).not.toContain('connection_type');
    const dir = join(tmpdir(), 'valkey-lab-never');
    await expect(exportLab({ format: 'terraform', dir, public: true })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
      message: expect.stringContaining('connection_type'),
    });
    expect(existsSync(dir)).toBe(false);
  });
});

const lint = await findProblem('cfn-lint', '--version');
if (lint) process.stderr.write(`Skipped: ${lint}\n`);

/** Teaches an older cfn-lint the property of public caches (F11.10). */
const ADDED_TO_SCHEMA = {
  Patches: {
    'AWS::ElastiCache::ServerlessCache': [
      {
        op: 'add',
        path: '/properties/ConnectionType',
        value: { type: 'string', enum: ['vpc', 'public'] },
      },
    ],
  },
};

test.skipIf(lint)(
  'cfn-lint finds nothing in the template of a public lab',
  async () => {
    using folder = await exportTo('cloudformation', PUBLIC);
    const patch = join(folder.path, 'patch.json');
    writeFileSync(patch, JSON.stringify(ADDED_TO_SCHEMA));
    const template = join(folder.path, 'template.yaml');
    const { stdout } = await run('cfn-lint', ['--override-spec', patch, template]);
    expect(stdout.trim()).toBe('');
  },
  120_000,
);
